import { describe, expect, it } from 'vitest';
import type { PaymentStatus } from '../model/client.ts';
import type { ClientId } from '../model/ids.ts';
import { filterOf, stableOrder } from './order.ts';

const row = (name: string, status: PaymentStatus) => ({
  client: { id: name as ClientId },
  status,
  sortName: name,
});
const names = (rows: { sortName: string }[]) => rows.map((r) => r.sortName);

describe('the order of clients', () => {
  const rows = [
    row('d', 'ended'),
    row('b', 'paid'),
    row('a', 'paid'),
    row('c', 'late'),
    row('e', 'upcoming'),
  ];

  it('has the late ones first, then by name', () => {
    expect(names(stableOrder(rows, null))).toEqual(['c', 'e', 'a', 'b', 'd']);
  });

  it('keeps a row in its place when its status changes', () => {
    const before = stableOrder(rows, null).map((r) => r.client.id);
    const paid = rows.map((r) => (r.sortName === 'c' ? row('c', 'paid') : r));
    expect(names(stableOrder(paid, before))).toEqual(['c', 'e', 'a', 'b', 'd']);
  });

  it('puts new rows on top and forgets deleted ones', () => {
    const before = stableOrder(rows, null).map((r) => r.client.id);
    const next = [...rows.filter((r) => r.sortName !== 'e'), row('z', 'not-tracked')];
    expect(names(stableOrder(next, before))).toEqual(['z', 'c', 'a', 'b', 'd']);
  });

  it('shows every status under exactly one filter', () => {
    const all: PaymentStatus[] = ['late', 'unknown', 'upcoming', 'paid', 'paused', 'ended', 'not-tracked'];
    expect(all.map(filterOf)).toEqual(['late', 'other', 'upcoming', 'paid', 'other', 'other', 'other']);
  });
});
