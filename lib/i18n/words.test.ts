import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AsOf } from '../billing/as-of.ts';
import { monthlyBreakdown } from '../billing/breakdown.ts';
import {
  asOf,
  at,
  catalogue,
  charge,
  client,
  digest,
  discount,
  invoice,
  item,
  NOW,
  percentOff,
  SHAPES,
  type Shape,
  subscription,
} from '../billing/shapes.fixture.ts';
import { clientStatus, type Reason, subscriptionStatus } from '../billing/status.ts';
import { FAILURE_CODES, type Failure } from '../model/failure.ts';
import { type CalendarDate, type Currency, minorUnits } from '../model/units.ts';
import { breakdownWords } from './breakdown-words.ts';
import { changeWords } from './change-words.ts';
import { failureWords } from './failure-words.ts';
import { setRegion } from './formats.ts';
import { reasonWords } from './reason-words.ts';
import { subscriptionStatusWord } from './subscription-words.ts';

/** Days are printed in the machine’s zone; here it is that of the examples. */
beforeAll(() => {
  process.env.TZ = 'UTC';
});
beforeEach(() => setRegion('en-GB'));

/** British dates, dollars as in the United States. */
const say = (reason: Reason, now = NOW): string => reasonWords(reason, now).replaceAll('US$', '$');
const of = (shape: Shape, when: AsOf = asOf()): string =>
  say(subscriptionStatus(digest(shape), when).reason, when.now);
const named = (name: string): Shape => SHAPES[name] as Shape;
const on = (day: string, refreshed: string): AsOf => asOf({ now: at(day), refreshed: at(refreshed) });

describe('reasons', () => {
  test.each<[string, Shape, AsOf?]>([
    ['Invoice of 1 Nov, $300.00, 12 days overdue', { facts: subscription(), invoices: [invoice()] }],
    [
      'Invoice of 1 Nov, $300.00, 1 day overdue',
      { facts: subscription(), invoices: [invoice({ dueDate: at('2026-11-21') })] },
    ],
    ['Invoice of 1 Nov, $300.00, 12 days overdue, and 1 more invoice', named('several open invoices')],
    [
      'Invoice of 22 Nov, $300.00, payment failed',
      { facts: subscription(), invoices: [charge({ finalizedAt: at('2026-11-22'), attemptCount: 2 })] },
    ],
    ['Stripe says past due; this key may not read invoices', named('past due, invoices not readable')],
    [
      'Stripe says unpaid; no open invoice was found',
      { facts: subscription([item()], { status: 'unpaid' }) },
    ],
    [
      'First payment not completed. Stripe gives up on 22 Nov',
      { facts: subscription([item()], { status: 'incomplete', created: at('2026-11-22T00:30:00Z') }) },
    ],
    [
      'First payment not completed: invoice of 22 Nov, $300.00. Stripe gives up on 23 Nov',
      {
        facts: subscription([item()], { status: 'incomplete', created: at('2026-11-22') }),
        invoices: [charge({ finalizedAt: at('2026-11-22') })],
      },
    ],
    [
      'First payment not completed. Stripe was to give up on 20 Nov, not refreshed since 19 Nov',
      { facts: subscription([item()], { status: 'incomplete', created: at('2026-11-19T14:00:00Z') }) },
      on('2026-11-22', '2026-11-19T15:00:00Z'),
    ],
    [
      'First payment not completed; this key may not read invoices. Stripe gives up on 23 Nov',
      {
        facts: subscription([item()], { status: 'incomplete', created: at('2026-11-22') }),
        invoicesReadable: false,
      },
    ],
    ['Invoice of 1 Nov, $300.00, was marked uncollectible', named('latest invoice uncollectible')],
    ['Ended on 15 Nov', named('canceled')],
    ['Ended on 2 Nov: the first payment was never made', named('incomplete, expired')],
    ['Trial ends on 3 Dec without a payment', named('in a trial that ends without payment')],
    ['Payments are paused until 1 Jan 2027', named('payments paused, void')],
    ['Payments are paused', named('payments paused, kept as draft')],
    ['Paused: the trial ended without a way to pay', named('paused after a trial')],
    ['Due today, $300.00', { facts: subscription(), invoices: [invoice({ dueDate: at('2026-11-22') })] }],
    ['Due today', { facts: subscription() }, on('2026-12-01', '2026-12-01T08:00:00Z')],
    [
      'Due 12 Nov, not refreshed since 10 Nov',
      { facts: subscription(), invoices: [invoice({ dueDate: at('2026-11-12') })] },
      on('2026-11-22', '2026-11-10'),
    ],
    [
      'Due 10 Nov, never refreshed',
      { facts: subscription(), invoices: [invoice()] },
      asOf({ refreshed: null }),
    ],
    [
      'Due 1 Dec, not yet renewed by Stripe at the last refresh',
      { facts: subscription() },
      on('2026-12-02', '2026-12-02'),
    ],
    [
      'Invoice of 1 Nov, $300.00, due 29 Nov',
      { facts: subscription(), invoices: [invoice({ dueDate: at('2026-11-29') })] },
    ],
    [
      'Invoice of 20 Nov, $300.00, not paid yet',
      {
        facts: subscription(),
        invoices: [charge({ finalizedAt: at('2026-11-20'), attempted: false, attemptCount: 0 })],
      },
    ],
    ['Payment started 18 Nov, not settled yet', named('active with a debit under way')],
    ['Invoice being prepared', named('draft of the latest period')],
    ['Trial until 3 Dec, first payment then ($50.00 per month)', named('in trial')],
    [
      'Trial until 3 Dec, nothing is charged then',
      { facts: subscription([item({ unit: '0' })], { status: 'trialing', trialEnd: at('2026-12-03') }) },
    ],
    ['Due 1 Dec', { facts: subscription() }, on('2026-11-28', '2026-11-28')],
    ['Due 1 Dec. Ends on 15 Mar 2027', named('cancels on a date'), on('2026-11-28', '2026-11-28')],
    ['No open invoice, next payment 1 Dec', { facts: subscription() }],
    [
      'Stripe says active; this key may not read invoices',
      { facts: subscription(), invoicesReadable: false },
    ],
    ['Free: nothing is charged', named('free')],
    ['Ends on 1 Dec', named('cancels at period end')],
    [
      'Was to end on 1 Dec, not refreshed since 28 Nov',
      named('cancels at period end'),
      on('2026-12-05', '2026-11-28'),
    ],
    ['Stripe says “hibernating”, which this version does not know', named('unknown status')],
    ['Not found at Stripe since 20 Nov', named('not found any more')],
  ])('%s', (expected, shape, when) => {
    expect(of(shape, when)).toBe(expected);
  });

  test('of a client billed elsewhere', () => {
    const manual = (status: 'paid' | null, nextBilling: string | null) =>
      say(
        clientStatus(
          client({ manual: { status, monthly: null, nextBilling: nextBilling as CalendarDate | null } }),
          asOf(),
        ).reason,
      );
    expect(manual('paid', '2026-11-12')).toBe('was due 12 Nov, not confirmed');
    expect(manual('paid', null)).toBe('Set by hand');
    expect(manual(null, null)).toBe('No Stripe Subscription and no status set by hand');
  });

  test('every shape has a sentence, at any age of its facts', () => {
    for (const shape of Object.values(SHAPES)) {
      for (const refreshed of [null, at('2026-10-01'), at('2026-11-22')]) {
        for (const now of ['2026-11-22', '2026-12-03', '2027-06-01'].map(at)) {
          expect(of(shape, asOf({ now, refreshed }))).toMatch(/\S+.*[\w.”)]$/);
        }
      }
    }
  });
});

describe('failures', () => {
  test.each([...FAILURE_CODES])('%s is a sentence that ends', (code) => {
    const words = failureWords({ ok: false, code });
    expect(words).toMatch(/^[A-Z].+\.$/);
    expect(words).not.toMatch(/undefined|null|token|password|sync\b/i);
  });

  test('no two failures say the same', () => {
    const all = FAILURE_CODES.map((code) => failureWords({ ok: false, code }));
    expect(new Set(all).size).toBe(FAILURE_CODES.length);
  });

  test.each<[Failure, string]>([
    [{ ok: false, code: 'passphrase-throttled', detail: { seconds: 1 } }, 'Try again in 1 second.'],
    [{ ok: false, code: 'passphrase-throttled', detail: { seconds: 30 } }, 'Try again in 30 seconds.'],
    [
      { ok: false, code: 'stripe-permission', detail: { permission: 'invoices' } },
      'permission to read invoices',
    ],
    [
      { ok: false, code: 'different-account', detail: { accountName: 'Nord GmbH', mode: 'test' } },
      '(Nord GmbH) in test mode',
    ],
    [{ ok: false, code: 'stripe-wrong-mode', detail: { mode: 'live' } }, 'for live mode'],
    [{ ok: false, code: 'stripe-rate-limited', detail: { seconds: 5 } }, 'in 5 seconds'],
    [
      {
        ok: false,
        code: 'stripe-key-expired',
        detail: { account: { name: 'Studio Lindqvist', mode: 'test' } },
      },
      'Studio Lindqvist · Test mode: This key has expired.',
    ],
  ])('%j names what it is about', (failure, part) => {
    expect(failureWords(failure)).toContain(part);
  });
});

test('changes', () => {
  setRegion('en-US');
  const change = (difference: number) =>
    changeWords({ kind: 'amount', client: 'Borealis', currency: 'usd', difference });
  expect(changeWords({ kind: 'status', client: 'Acme', from: 'paid', to: 'late' })).toBe('Acme is now Late.');
  expect(change(30_000)).toBe('Borealis pays $300.00 more per month.');
  expect(change(-500)).toBe('Borealis pays $5.00 less per month.');
  expect(changeWords({ kind: 'missing', client: 'Acme' })).toBe(
    'The subscription of Acme was not found at Stripe.',
  );
});

test('a status of Stripe’s that is not known is shown as Stripe writes it', () => {
  expect(subscriptionStatusWord('past_due')).toBe('Past due');
  expect(subscriptionStatusWord('hibernating')).toBe('hibernating');
});

describe('the breakdown in words', () => {
  const told = (shape: Shape): string[] =>
    monthlyBreakdown(shape.facts, shape.catalogue ?? catalogue(), {
      temporaryDiscounts: shape.temporaryDiscounts ?? false,
      now: NOW,
    }).map((line) => breakdownWords(line, NOW).replaceAll('US$', '$'));

  test.each<[string, Shape, string[]]>([
    ['a price', named('one item a month'), ['Hosting: $50.00 / month']],
    [
      'a quantity',
      { facts: subscription([item({ quantity: 3, every: 'month', count: 3 })]) },
      ['Hosting: 3 × $50.00 / 3 months'],
    ],
    ['a fraction of a cent', named('fraction of a cent'), ['Hosting: 1,250 units, $0.63 / month']],
    ['packages', named('packages rounded up'), ['Hosting: 21 units, in packages of 10, $150.00 / month']],
    ['tiers', named('graduated tiers'), ['Hosting: 25 units, by tiers, $125.00 / month']],
    ['usage', named('licensed and metered'), ['Hosting: $50.00 / month', 'prod_api: usage, not counted']],
    ['tax', named('inclusive tax, known rate'), ['Hosting: $119.00 / month', 'Tax inside the price']],
    [
      'a trial',
      named('in trial'),
      ['Hosting: $50.00 / month', 'In trial: counts nothing until it is paid for'],
    ],
    [
      'an item’s trial',
      named('an item in its own trial'),
      ['Hosting: $50.00 / month', 'Support: in its own trial until 15 Dec'],
    ],
    [
      'a deleted coupon',
      named('deleted coupon'),
      [
        'Hosting: $50.00 / month',
        'A discount cannot be read: its coupon was deleted, or this key may not read coupons',
      ],
    ],
    [
      'tiers that were not read',
      named('tiers that were not read'),
      ['Hosting: The price cannot be read with this key, or is of a kind that this version does not know'],
    ],
  ])('%s', (_what, shape, expected) => {
    expect(told(shape)).toEqual(expected);
  });

  test('discounts', () => {
    const spring = percentOff(33.33, { name: 'Spring', duration: 'repeating' });
    const told2 = told({
      facts: subscription([item()], { discounts: [discount(spring, '2027-03-01')] }),
      catalogue: catalogue({ coupons: [spring] }),
      temporaryDiscounts: true,
    });
    expect(told2[1]).toBe('Discount “Spring”, 33.33% off, until 1 Mar 2027');
    expect(told(named('forever amount'))[1]).toBe('Discount, $5.00 off');
  });

  test('add-ons and rounding', () => {
    const line = { currency: 'usd' as Currency, exact: '0', amount: minorUnits(1) };
    expect(breakdownWords({ kind: 'add-on', label: 'Care', ...line }, NOW)).toBe('Add-on: Care');
    expect(breakdownWords({ kind: 'rounding', ...line }, NOW)).toBe('Rounding');
  });
});
