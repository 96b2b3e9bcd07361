import { describe, expect, test } from 'vitest';
import type { SubscriptionDigest } from '../billing/digest.ts';
import {
  asOf,
  CONNECTION,
  charge,
  client,
  digest,
  invoice,
  item,
  subscription,
} from '../billing/shapes.fixture.ts';
import { currency, minorUnits } from '../model/units.ts';
import { whatChanged } from './what-changed.ts';

type Invoices = ReturnType<typeof invoice>[];
type Facts = Parameters<typeof subscription>[1];

const linked = (invoices: Invoices, facts: Facts = {}) =>
  digest({ facts: subscription([item()], facts), invoices });
const euros = { currency: currency('eur'), amountRemaining: minorUnits(700) };
const usd = (amount: number) => ({ currency: 'usd', amount });

/** What a refresh tells of a client whose subscriptions were `before` and are `after`. */
function newsOf(before: SubscriptionDigest[], after: SubscriptionDigest[]) {
  const known = client({ links: before });
  const changes = whatChanged(
    { rows: [known], asOf: asOf() },
    { rows: [{ ...known, links: after }], asOf: asOf() },
    CONNECTION,
  );
  return changes.flatMap(({ news }) => (news ? [news] : []));
}

describe('a client who became late', () => {
  test('is news, with all that is overdue per currency', () => {
    expect(newsOf([linked([])], [linked([invoice(), invoice(), invoice(euros)])])).toEqual([
      { kind: 'late', sums: [{ currency: 'eur', amount: 700 }, usd(60_000)] },
    ]);
  });

  test('by the word of Stripe alone has no amount', () => {
    expect(newsOf([linked([])], [linked([], { status: 'past_due' })])).toEqual([{ kind: 'late', sums: [] }]);
  });

  test('and stays late with one more invoice is no news', () => {
    const late = invoice();
    expect(newsOf([linked([late])], [linked([late, invoice()])])).toEqual([]);
  });
});

describe('a late client', () => {
  const owed = invoice();
  const late = linked([owed]);

  test('who paid is news, with what came in', () => {
    expect(newsOf([late], [linked([])])).toEqual([{ kind: 'paid', sums: [usd(30_000)] }]);
  });

  test('who paid shortly before the next renewal has paid too', () => {
    const soon = digest({ facts: subscription([item({ end: '2026-11-25' })]), invoices: [] });
    expect(newsOf([late], [soon])).toEqual([{ kind: 'paid', sums: [usd(30_000)] }]);
  });

  test('who paid one of two is still late', () => {
    expect(newsOf([linked([owed, invoice()])], [linked([owed])])).toEqual([]);
  });

  test('whose failed charge is tried again by a debit has not paid yet', () => {
    const failed = charge({ attemptCount: 2 });
    const before = linked([failed], { status: 'past_due' });
    const after = linked([{ ...failed, attemptCount: 1, nextPaymentAttempt: null }]);
    expect(newsOf([before], [after])).toEqual([]);
  });

  test('whose invoice was voided has not paid', () => {
    const voided = { ...owed, status: 'void' as const, amountRemaining: minorUnits(0) };
    expect(newsOf([late], [linked([], { latestInvoice: voided })])).toEqual([]);
  });

  test.each(['canceled', 'paused'] as const)('whose subscription is now %s has not paid', (status) => {
    expect(newsOf([late], [linked([], { status })])).toEqual([]);
  });

  test('by the word of Stripe alone has paid once Stripe says active', () => {
    expect(newsOf([linked([], { status: 'past_due' })], [linked([])])).toEqual([{ kind: 'paid', sums: [] }]);
  });
});
