import { expect, test } from 'vitest';
import { buildClientDigest, clientId } from '../../tests/support/build-client.ts';
import { NOW } from '../../tests/support/virtual-time.ts';
import { systemCalendar } from '../billing/calendar.ts';
import { mrrChange } from './mrr-change.ts';

const asOf = { now: NOW, calendar: systemCalendar(), upcomingWindowDays: 7, lastRefresh: new Map() };
const byHand = (id: string, amount: number, currency: string, archived = false) =>
  buildClientDigest({
    id: clientId(id),
    archived,
    manual: {
      status: 'paid',
      monthly: { amount: amount as never, currency: currency as never },
      nextBilling: null,
    },
  });
const clients = [
  byHand('a', 10_000, 'usd'),
  byHand('b', 5_000, 'usd'),
  byHand('c', 700, 'eur'),
  byHand('d', 900, 'usd', true),
];
const change = (action: 'archive' | 'restore' | 'delete' | 'unlink' | 'type', ...ids: string[]) =>
  mrrChange(clients, { action, ids: new Set(ids.map(clientId)) }, asOf);

test('archiving and deleting take away what the clients bring, per currency', () => {
  const less = [
    { currency: 'eur', amount: -700 },
    { currency: 'usd', amount: -10_000 },
  ];
  expect(change('archive', 'a', 'c')).toEqual(less);
  expect(change('delete', 'a', 'c')).toEqual(less);
});

test('restoring brings it back', () => {
  expect(change('restore', 'd')).toEqual([{ currency: 'usd', amount: 900 }]);
});

test('what is archived, unlinked or typed anew changes nothing', () => {
  expect(change('delete', 'd')).toEqual([]);
  expect(change('type', 'a')).toEqual([]);
  expect(change('unlink', 'a')).toEqual([]);
});
