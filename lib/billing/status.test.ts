import { describe, expect, test } from 'vitest';
import type { PaymentStatus } from '../model/client.ts';
import type { SubscriptionId } from '../model/ids.ts';
import type { Invoice, Subscription } from '../model/subscription.ts';
import { type CalendarDate, currency, minorUnits } from '../model/units.ts';
import type { AsOf } from './as-of.ts';
import { zoneCalendar } from './calendar.ts';
import type { SubscriptionDigest } from './digest.ts';
import {
  asOf,
  at,
  CONNECTION,
  charge,
  client,
  digest,
  invoice,
  item,
  percentOff,
  SHAPES,
  type Shape,
  subscription,
} from './shapes.fixture.ts';
import { clientStatus, type ReasonCode, subscriptionStatus } from './status.ts';

type Case = [
  promise: string,
  shape: Shape,
  status: PaymentStatus,
  reason: Record<string, unknown>,
  asOf?: AsOf,
];

const active = (...invoices: Invoice[]): Shape => ({ facts: subscription(), invoices });
const facts = (of: Partial<Subscription>, ...invoices: Invoice[]): Shape => ({
  facts: subscription([item()], of),
  invoices,
});
/** Noon of a day, refreshed the same morning unless said otherwise. */
const on = (day: string, refreshed?: string): AsOf =>
  asOf({ now: at(day), refreshed: at(refreshed ?? `${day}T08:00:00Z`) });

const LATE: Case[] = [
  [
    'an invoice twelve days past its due day is late, and named',
    active(invoice()),
    'late',
    {
      code: 'overdue',
      date: at('2026-11-01'),
      amount: 30_000,
      currency: 'usd',
      days: 12,
      charge: false,
      others: 0,
    },
  ],
  ['due yesterday is late by a day', active(invoice({ dueDate: at('2026-11-21') })), 'late', { days: 1 }],
  [
    'due today is not late',
    active(invoice({ dueDate: at('2026-11-22T01:00:00Z') })),
    'upcoming',
    { code: 'due-today' },
  ],
  ['the longest late is named', SHAPES['several open invoices'] as Shape, 'late', { days: 12, others: 1 }],
  [
    'a canceled subscription with a debt is late',
    SHAPES['canceled with a debt'] as Shape,
    'late',
    { code: 'overdue', days: 12 },
  ],
  [
    'a paused one with a debt is late',
    facts({ pause: { behavior: 'void', resumesAt: null } }, invoice()),
    'late',
    { code: 'overdue' },
  ],
  [
    'an unknown status with a debt is late',
    facts({ status: 'hibernating' }, invoice()),
    'late',
    { code: 'overdue' },
  ],
  ['in trial with a debt is late', facts({ status: 'trialing' }, invoice()), 'late', { code: 'overdue' }],
  [
    'nothing remaining is not late',
    active(invoice({ amountRemaining: minorUnits(0) })),
    'paid',
    { code: 'paid' },
  ],
  ['a void invoice is not late', active(invoice({ status: 'void' })), 'paid', { code: 'paid' }],
  [
    'a charge that failed and will be tried again is late from its date',
    active(charge({ nextPaymentAttempt: at('2026-11-25') })),
    'late',
    { code: 'overdue', charge: true, days: 21, date: at('2026-11-01') },
  ],
  [
    'two attempts are late',
    active(charge({ finalizedAt: at('2026-11-21'), attemptCount: 2 })),
    'late',
    { days: 1 },
  ],
  [
    'a charge that failed yesterday and will be tried again is late by a day',
    active(charge({ finalizedAt: at('2026-11-21'), nextPaymentAttempt: at('2026-11-25') })),
    'late',
    { code: 'overdue', charge: true, days: 1 },
  ],
  [
    'of two equally late, the larger is named',
    active(invoice({ amountRemaining: minorUnits(100) }), invoice({ amountRemaining: minorUnits(200) })),
    'late',
    { amount: 200, days: 12, others: 1 },
  ],
  [
    'a sent invoice is late by its due day only: a card that was tried is no failed charge',
    active(invoice({ dueDate: at('2026-12-01'), attempted: true, attemptCount: 3 })),
    'upcoming',
    { code: 'invoice-due' },
  ],
  [
    'a sent invoice that is not due is not what makes past due late',
    facts({ status: 'past_due' }, invoice({ dueDate: at('2026-12-01') })),
    'late',
    { code: 'stripe-says', status: 'past_due' },
  ],
  [
    'an invoice that waits for its first attempt is not late',
    active(
      charge({
        finalizedAt: at('2026-11-22'),
        attempted: false,
        attemptCount: 0,
        nextPaymentAttempt: at('2026-11-22T14:00:00Z'),
      }),
    ),
    'upcoming',
    { code: 'invoice-open' },
  ],
  [
    'a charge attempted 14 days ago is still under way',
    active(charge({ finalizedAt: at('2026-11-08') })),
    'upcoming',
    { code: 'payment-under-way', date: at('2026-11-08') },
  ],
  [
    'a charge attempted 15 days ago has failed',
    active(charge({ finalizedAt: at('2026-11-07') })),
    'late',
    { code: 'overdue', charge: true, days: 15 },
  ],
  [
    'but not if the last refresh was on day 14',
    active(charge({ finalizedAt: at('2026-11-07') })),
    'upcoming',
    { code: 'payment-under-way' },
    on('2026-11-24', '2026-11-21'),
  ],
  [
    'a charge never finalized counts from its creation',
    active(charge({ finalizedAt: null, created: at('2026-11-05') })),
    'late',
    { days: 17, date: at('2026-11-05') },
  ],
  ['past due is late', SHAPES['past due'] as Shape, 'late', { code: 'overdue', days: 21 }],
  [
    'past due without invoices to read is late, and says so',
    SHAPES['past due, invoices not readable'] as Shape,
    'late',
    { code: 'stripe-says', status: 'past_due', invoicesReadable: false },
  ],
  [
    'past due without an open invoice is late',
    facts({ status: 'past_due' }),
    'late',
    { code: 'stripe-says', status: 'past_due', invoicesReadable: true },
  ],
  ['unpaid is late', facts({ status: 'unpaid' }), 'late', { code: 'stripe-says', status: 'unpaid' }],
  [
    'past due with an unattempted charge names it',
    facts({ status: 'past_due' }, charge({ attempted: false, attemptCount: 0 })),
    'late',
    { code: 'overdue', charge: true },
  ],
  [
    'unpaid with an unattempted charge names it',
    facts({ status: 'unpaid' }, charge({ attempted: false, attemptCount: 0 })),
    'late',
    { code: 'overdue', charge: true },
  ],
  [
    'an uncollectible latest invoice is late',
    SHAPES['latest invoice uncollectible'] as Shape,
    'late',
    { code: 'uncollectible', date: at('2026-11-01') },
  ],
  [
    'uncollectible and later paid is not',
    SHAPES['uncollectible and later paid'] as Shape,
    'paid',
    { code: 'paid' },
  ],
  [
    'nor uncollectible on purpose',
    SHAPES['payments paused, marked uncollectible'] as Shape,
    'paused',
    { code: 'paused', until: null },
  ],
  [
    'nor uncollectible of an ended one',
    facts({ status: 'canceled', latestInvoice: invoice({ status: 'uncollectible' }) }),
    'ended',
    { code: 'ended' },
  ],
  [
    'uncollectible under another kind of pause is late',
    facts({
      pause: { behavior: 'void', resumesAt: null },
      latestInvoice: invoice({ status: 'uncollectible' }),
    }),
    'late',
    { code: 'uncollectible' },
  ],
];

const QUIET: Case[] = [
  ['canceled is ended', SHAPES.canceled as Shape, 'ended', { code: 'ended', at: at('2026-11-15') }],
  [
    'canceled without an end shows when it was canceled',
    facts({ status: 'canceled', canceledAt: at('2026-11-14') }),
    'ended',
    { at: at('2026-11-14') },
  ],
  [
    'an expired first payment is ended',
    SHAPES['incomplete, expired'] as Shape,
    'ended',
    { code: 'first-payment-expired', at: at('2026-11-02') },
  ],
  [
    'a trial that ends without a payment is ended',
    SHAPES['in a trial that ends without payment'] as Shape,
    'ended',
    { code: 'trial-ends-without-payment', at: at('2026-12-03') },
  ],
  [
    'a trial that ends a day before its first payment too',
    facts({ status: 'trialing', trialEnd: at('2026-12-03'), cancelAt: at('2026-12-02') }),
    'ended',
    { code: 'trial-ends-without-payment', at: at('2026-12-02') },
  ],
  [
    'paused payments say until when',
    SHAPES['payments paused, void'] as Shape,
    'paused',
    { code: 'paused', until: at('2027-01-01') },
  ],
  [
    'kept as draft is paused',
    SHAPES['payments paused, kept as draft'] as Shape,
    'paused',
    { code: 'paused' },
  ],
  [
    'paused after a trial',
    SHAPES['paused after a trial'] as Shape,
    'paused',
    { code: 'status-paused', because: 'trial_end_without_payment_method' },
  ],
  [
    'a paused trial is paused',
    facts({ status: 'trialing', trialEnd: at('2026-12-03'), pause: { behavior: 'void', resumesAt: null } }),
    'paused',
    { code: 'paused' },
  ],
];

const UPCOMING: Case[] = [
  [
    'incomplete is a checkout under way, not late',
    SHAPES.incomplete as Shape,
    'upcoming',
    {
      code: 'first-payment-incomplete',
      invoice: { date: at('2026-11-01'), amount: 30_000, currency: 'usd' },
    },
  ],
  [
    'incomplete names its invoice',
    facts(
      { status: 'incomplete' },
      charge({ finalizedAt: at('2026-11-02'), attempted: false, attemptCount: 0 }),
    ),
    'upcoming',
    { code: 'first-payment-incomplete', invoice: { date: at('2026-11-02') } },
  ],
  [
    'incomplete names an invoice that was sent and is not due too',
    facts({ status: 'incomplete' }, invoice({ dueDate: at('2026-12-01') })),
    'upcoming',
    { code: 'first-payment-incomplete', invoice: { amount: 30_000 } },
  ],
  [
    'incomplete without invoices to read',
    { facts: subscription([item()], { status: 'incomplete' }), invoicesReadable: false },
    'upcoming',
    { code: 'first-payment-incomplete', invoice: null, invoicesReadable: false },
  ],
  [
    'an invoice due tomorrow',
    active(invoice({ dueDate: at('2026-11-23') })),
    'upcoming',
    { code: 'invoice-due', due: at('2026-11-23'), amount: 30_000 },
  ],
  [
    'an invoice due in sixty days',
    active(invoice({ dueDate: at('2027-01-21') })),
    'upcoming',
    { code: 'invoice-due' },
  ],
  [
    'of two, the one due first',
    active(invoice({ dueDate: at('2026-11-30') }), invoice({ dueDate: at('2026-11-25') })),
    'upcoming',
    { due: at('2026-11-25') },
  ],
  [
    'of two, the one due first, in whatever order',
    active(invoice({ dueDate: at('2026-11-25') }), invoice({ dueDate: at('2026-11-30') })),
    'upcoming',
    { due: at('2026-11-25') },
  ],
  [
    'a debit under way',
    SHAPES['active with a debit under way'] as Shape,
    'upcoming',
    { code: 'payment-under-way', date: at('2026-11-18') },
  ],
  [
    'a sent invoice without a due day',
    active(invoice({ dueDate: null })),
    'upcoming',
    { code: 'invoice-open' },
  ],
  [
    'a sent invoice without a due day that someone tried to pay',
    active(invoice({ dueDate: null, attempted: true, attemptCount: 1 })),
    'upcoming',
    { code: 'invoice-open' },
  ],
  [
    'an invoice with a due day is said before one without',
    active(invoice({ dueDate: null }), invoice({ dueDate: at('2026-12-20') })),
    'upcoming',
    { code: 'invoice-due', due: at('2026-12-20') },
  ],
  [
    'a charge whose attempt was not counted is under way (Stripe counts the retry schedule’s)',
    active(charge({ finalizedAt: at('2026-11-20'), attempted: true, attemptCount: 0 })),
    'upcoming',
    { code: 'payment-under-way' },
  ],
  [
    'a charge whose attempt was counted only is under way too',
    active(charge({ finalizedAt: at('2026-11-20'), attempted: false, attemptCount: 1 })),
    'upcoming',
    { code: 'payment-under-way' },
  ],
  [
    'a draft that Stripe will finalize',
    SHAPES['draft of the latest period'] as Shape,
    'upcoming',
    { code: 'invoice-preparing' },
  ],
  [
    'a draft that Stripe will leave alone is nothing',
    facts({ latestInvoice: invoice({ status: 'draft', autoAdvance: false }) }),
    'paid',
    { code: 'paid' },
  ],
  [
    'a draft of one cent is something',
    facts({ latestInvoice: invoice({ status: 'draft', total: minorUnits(1) }) }),
    'upcoming',
    { code: 'invoice-preparing', amount: 1 },
  ],
  [
    'a draft of nothing is nothing',
    facts({ latestInvoice: invoice({ status: 'draft', total: minorUnits(0) }) }),
    'paid',
    { code: 'paid' },
  ],
  [
    'in trial, with what it will be',
    SHAPES['in trial'] as Shape,
    'upcoming',
    { code: 'trial', until: at('2026-12-03'), charges: true, monthly: 5_000 },
  ],
  [
    'in a free trial of a free plan',
    { facts: subscription([item({ unit: '0' })], { status: 'trialing', trialEnd: at('2026-12-03') }) },
    'upcoming',
    { code: 'trial', charges: false, monthly: 0 },
  ],
  [
    'in a trial, set to end long after it',
    facts({ status: 'trialing', trialEnd: at('2026-12-03'), cancelAt: at('2027-03-15') }),
    'upcoming',
    { code: 'trial', until: at('2026-12-03'), endsAt: at('2027-03-15') },
  ],
  [
    'in a trial without an end',
    facts({ status: 'trialing', trialEnd: null }),
    'upcoming',
    { code: 'trial', until: null, charges: true },
  ],
  [
    'a renewal in seven days',
    active(),
    'upcoming',
    { code: 'renews', at: at('2026-12-01') },
    on('2026-11-24'),
  ],
  ['not in eight', active(), 'paid', { code: 'paid', next: at('2026-12-01') }, on('2026-11-23')],
  [
    'with a window of 31 days, half the period at most',
    active(),
    'upcoming',
    { code: 'renews' },
    { ...on('2026-11-16'), upcomingWindowDays: 31 },
  ],
  ['and not a day more', active(), 'paid', { code: 'paid' }, { ...on('2026-11-15'), upcomingWindowDays: 31 }],
  [
    'outside the window, set to end later than its renewal: paid, and says when it ends',
    SHAPES['cancels on a date'] as Shape,
    'paid',
    { code: 'paid', next: at('2026-12-01'), endsAt: at('2027-03-15') },
  ],
  [
    'set to end on a date, and without a period: ends',
    { facts: subscription([item({ end: null })], { cancelAt: at('2027-03-15') }) },
    'paid',
    { code: 'ends', at: at('2027-03-15') },
  ],
  [
    'on the day it ends: ends',
    SHAPES['cancels at period end'] as Shape,
    'paid',
    { code: 'ends', at: at('2026-12-01') },
    asOf({ now: at('2026-12-01T20:00:00Z') }),
  ],
  [
    'of a week, three days ahead',
    { facts: subscription([item({ every: 'week', start: '2026-11-19', end: '2026-11-26' })]) },
    'upcoming',
    { code: 'renews' },
    on('2026-11-23'),
  ],
  [
    'of a week, not four',
    { facts: subscription([item({ every: 'week', start: '2026-11-19', end: '2026-11-26' })]) },
    'paid',
    { code: 'paid' },
    on('2026-11-22'),
  ],
  [
    'four days are long enough for two',
    { facts: subscription([item({ every: 'day', count: 4, start: '2026-11-20', end: '2026-11-24' })]) },
    'upcoming',
    { code: 'renews' },
  ],
  [
    'three days never say anything',
    { facts: subscription([item({ every: 'day', count: 3, start: '2026-11-20', end: '2026-11-23' })]) },
    'paid',
    { code: 'paid' },
  ],
  [
    'a daily renewal of today says nothing',
    { facts: subscription([item({ every: 'day', start: '2026-11-21', end: '2026-11-22' })]) },
    'paid',
    { code: 'paid' },
  ],
  [
    'a daily renewal that nobody has seen does',
    { facts: subscription([item({ every: 'day', start: '2026-11-18', end: '2026-11-19' })]) },
    'upcoming',
    { code: 'due-not-refreshed', since: at('2026-11-18') },
    on('2026-11-22', '2026-11-18'),
  ],
  ['a renewal later today', active(), 'upcoming', { code: 'due-today' }, on('2026-12-01')],
  [
    'a renewal that charges nothing is paid: free',
    SHAPES.free as Shape,
    'paid',
    { code: 'free' },
    on('2026-11-28'),
  ],
  [
    'a free part that renews before the paid one says nothing',
    { facts: subscription([item({ unit: '0' }), item({ unit: '60000', every: 'year', end: '2027-06-01' })]) },
    'paid',
    { code: 'paid', next: null },
    on('2026-11-28'),
  ],
  ['usage is charged', SHAPES.metered as Shape, 'upcoming', { code: 'renews' }, on('2026-11-28')],
  [
    'a price that is not known may charge',
    SHAPES['unknown scheme'] as Shape,
    'upcoming',
    { code: 'renews' },
    on('2026-11-28'),
  ],
  [
    'of two items, the one that renews next decides',
    SHAPES['mixed intervals'] as Shape,
    'upcoming',
    { code: 'renews', at: at('2026-12-01') },
    on('2026-11-28'),
  ],
  [
    'a subscription that ends then does not renew',
    SHAPES['cancels at period end'] as Shape,
    'paid',
    { code: 'ends', at: at('2026-12-01') },
    on('2026-11-28'),
  ],
  [
    'one that ends later renews, and says when it ends',
    SHAPES['cancels on a date'] as Shape,
    'upcoming',
    { code: 'renews', endsAt: at('2027-03-15') },
    on('2026-11-28'),
  ],
];

const AGE: Case[] = [
  [
    'a due day after the last refresh: nobody knows',
    active(invoice({ dueDate: at('2026-11-12') })),
    'upcoming',
    { code: 'due-not-refreshed', due: at('2026-11-12'), since: at('2026-11-10') },
    on('2026-11-22', '2026-11-10'),
  ],
  [
    'a due day on the day of the last refresh: nobody knows either',
    active(invoice({ dueDate: at('2026-11-12') })),
    'upcoming',
    { code: 'due-not-refreshed' },
    on('2026-11-22', '2026-11-12T23:00:00Z'),
  ],
  [
    'a due day before the last refresh is late, however long ago that was',
    active(invoice({ dueDate: at('2026-11-12') })),
    'late',
    { days: 49 },
    on('2026-12-31', '2026-11-13'),
  ],
  [
    'a renewal after the last refresh: nobody knows',
    active(),
    'upcoming',
    { code: 'due-not-refreshed', due: at('2026-12-01'), since: at('2026-11-28') },
    on('2026-12-05', '2026-11-28'),
  ],
  [
    'a renewal earlier today, not seen since yesterday',
    active(),
    'upcoming',
    { code: 'due-not-refreshed' },
    asOf({ now: at('2026-12-01T13:00:00Z'), refreshed: at('2026-11-30') }),
  ],
  [
    'a renewal at this very asOf, not seen since yesterday',
    active(),
    'upcoming',
    { code: 'due-not-refreshed' },
    on('2026-12-01', '2026-11-30'),
  ],
  [
    'a renewal later today, not seen since yesterday, is still to come',
    active(),
    'upcoming',
    { code: 'due-today' },
    asOf({ now: at('2026-12-01T11:00:00Z'), refreshed: at('2026-11-30') }),
  ],
  [
    'a renewal on the day of the last refresh: it may have been before or after',
    active(),
    'upcoming',
    { code: 'due-not-refreshed', since: at('2026-12-01') },
    on('2026-12-03', '2026-12-01'),
  ],
  [
    'a renewal of facts that were never refreshed',
    active(),
    'upcoming',
    { code: 'due-not-refreshed', since: null },
    asOf({ now: at('2026-12-03'), refreshed: null }),
  ],
  [
    'a daily renewal of this morning, not seen since yesterday: never an invented Paid',
    {
      facts: subscription([
        item({ every: 'day', start: '2026-11-21T07:00:00Z', end: '2026-11-22T07:00:00Z' }),
      ]),
    },
    'upcoming',
    { code: 'due-not-refreshed', since: at('2026-11-21T08:00:00Z') },
    on('2026-11-22', '2026-11-21T08:00:00Z'),
  ],
  [
    'a daily renewal of this evening says nothing',
    {
      facts: subscription([
        item({ every: 'day', start: '2026-11-21T20:00:00Z', end: '2026-11-22T20:00:00Z' }),
      ]),
    },
    'paid',
    { code: 'paid' },
    on('2026-11-22', '2026-11-21T08:00:00Z'),
  ],
  [
    'a renewal that Stripe had not made at the last refresh',
    active(),
    'upcoming',
    { code: 'renewal-awaited', due: at('2026-12-01') },
    on('2026-12-02'),
  ],
  [
    'a trial that ended after the last refresh',
    SHAPES['in trial'] as Shape,
    'upcoming',
    { code: 'due-not-refreshed', due: at('2026-12-03'), since: at('2026-12-01') },
    on('2026-12-05', '2026-12-01'),
  ],
  [
    'a trial of a free plan that ended after the last refresh has nothing due',
    {
      facts: subscription([item({ unit: '0', end: '2026-12-03' })], {
        status: 'trialing',
        trialEnd: at('2026-12-03'),
      }),
    },
    'upcoming',
    { code: 'trial-over', refreshedBefore: true },
    on('2026-12-05', '2026-12-01'),
  ],
  [
    'facts that were never refreshed prove nothing late',
    active(invoice()),
    'upcoming',
    { code: 'due-not-refreshed', since: null },
    asOf({ refreshed: null }),
  ],
  [
    'a refresh dated in the future counts as now',
    active(invoice({ dueDate: at('2026-11-22') })),
    'upcoming',
    { code: 'due-today' },
    asOf({ refreshed: at('2027-01-01') }),
  ],
  [
    'an end that came after the last refresh',
    SHAPES['cancels at period end'] as Shape,
    'ended',
    { code: 'end-not-refreshed', at: at('2026-12-01'), since: at('2026-11-28') },
    on('2026-12-05', '2026-11-28'),
  ],
  [
    'a free plan has nothing due',
    SHAPES.free as Shape,
    'paid',
    { code: 'free' },
    on('2026-12-05', '2026-11-28'),
  ],
];

const REST: Case[] = [
  [
    'active with nothing open is paid',
    SHAPES['one item a month'] as Shape,
    'paid',
    { code: 'paid', invoicesReadable: true },
  ],
  [
    'active says less where invoices cannot be read',
    { facts: subscription(), invoicesReadable: false },
    'paid',
    { code: 'paid', invoicesReadable: false },
  ],
  [
    'active with a failed charge is not paid',
    SHAPES['active with a failed charge'] as Shape,
    'late',
    { code: 'overdue' },
  ],
  [
    'what Stripe calls active is in no trial, whatever its dates say',
    facts({ trialEnd: at('2026-12-03'), cancelAt: at('2026-12-01') }),
    'paid',
    { code: 'ends', at: at('2026-12-01') },
  ],
  [
    'an unknown status is unknown, and quoted',
    SHAPES['unknown status'] as Shape,
    'unknown',
    { code: 'unknown-status', status: 'hibernating' },
    on('2026-11-28'),
  ],
  [
    'one that is not found any more is unknown',
    SHAPES['not found any more'] as Shape,
    'unknown',
    { code: 'not-found', since: at('2026-11-20') },
  ],
];

describe.each([
  ['Late', LATE],
  ['Ended and Paused', QUIET],
  ['Upcoming', UPCOMING],
  ['facts age', AGE],
  ['Paid and Unknown', REST],
])('%s', (_, cases) => {
  test.each(cases)('%s', (_promise, shape, status, reason, when = asOf()) => {
    const answer = subscriptionStatus(digest(shape), when);
    expect(answer.status).toBe(status);
    expect(answer.reason).toMatchObject(reason);
  });
});

test('a reason speaks of an end only where there is one', () => {
  for (const shape of [SHAPES['one item a month'], SHAPES['in trial'], SHAPES.free, SHAPES['past due']]) {
    expect(subscriptionStatus(digest(shape as Shape), asOf()).reason).not.toHaveProperty('endsAt');
  }
});

test('of two invoices late alike the same one is named, whatever their order', () => {
  const two = [invoice({ id: 'in_b', number: 'B' }), invoice({ id: 'in_a', created: at('2026-10-01') })];
  const date = (invoices: Invoice[]) => {
    const finalized = invoices.map((one) => ({ ...one, finalizedAt: null }));
    return subscriptionStatus(digest(active(...finalized)), asOf()).reason;
  };
  expect(date(two)).toEqual(date(two.toReversed()));
});

describe('days are those of the user’s zone', () => {
  const zones: [zone: string, now: string, due: string, status: PaymentStatus, days?: number][] = [
    // 23:30 on the 21st in UTC is the 22nd in Berlin: due yesterday there.
    ['Europe/Berlin', '2026-11-22T23:30:00Z', '2026-11-22T12:00:00Z', 'late', 1],
    ['UTC', '2026-11-22T23:30:00Z', '2026-11-22T12:00:00Z', 'upcoming'],
    ['America/Los_Angeles', '2026-11-23T07:30:00Z', '2026-11-22T12:00:00Z', 'upcoming'],
    ['America/Los_Angeles', '2026-11-23T08:30:00Z', '2026-11-22T12:00:00Z', 'late', 1],
    // Kiritimati is 14 hours ahead, Pago Pago 11 behind: two calendar days apart at one moment.
    ['Pacific/Kiritimati', '2026-11-22T10:30:00Z', '2026-11-22T09:00:00Z', 'late', 1],
    ['Pacific/Pago_Pago', '2026-11-22T10:30:00Z', '2026-11-22T09:00:00Z', 'upcoming'],
    // The night of 25 Oct 2026 has 25 hours in Berlin: half past midnight local is the next day all the same.
    ['Europe/Berlin', '2026-10-25T23:30:00Z', '2026-10-24T22:30:00Z', 'late', 1],
    ['Europe/Berlin', '2026-10-25T22:59:00Z', '2026-10-24T22:30:00Z', 'upcoming'],
    // 29 Mar 2026 has 23 hours there.
    ['Europe/Berlin', '2026-03-29T22:01:00Z', '2026-03-28T23:30:00Z', 'late', 1],
    ['Europe/Berlin', '2026-03-29T21:59:00Z', '2026-03-28T23:30:00Z', 'upcoming'],
  ];
  test.each(zones)('%s at %s, due %s: %s', (zone, now, due, status, days) => {
    const row = digest(active(invoice({ dueDate: at(due) })));
    const when = asOf({ now: at(now), refreshed: at(now), calendar: zoneCalendar(zone) });
    const answer = subscriptionStatus(row, when);
    expect(answer.status).toBe(status);
    if (days !== undefined) expect(answer.reason).toMatchObject({ days });
  });

  test('days overdue across the end of summer time are counted by calendar, not by hours', () => {
    const row = digest(active(invoice({ dueDate: at('2026-10-20T22:30:00Z') })));
    const when = asOf({ now: at('2026-10-27T00:10:00Z'), calendar: zoneCalendar('Europe/Berlin') });
    // From 21 Oct to 27 Oct in Berlin.
    expect(subscriptionStatus(row, when).reason).toMatchObject({ days: 6 });
  });

  test('the seventh day ahead is in the window until its last minute', () => {
    const row = digest({ facts: subscription([item({ end: '2026-12-01T22:59:00Z' })]) });
    const when = (now: string) => asOf({ now: at(now), calendar: zoneCalendar('Europe/Berlin') });
    expect(subscriptionStatus(row, when('2026-11-23T23:01:00Z')).status).toBe('upcoming');
    expect(subscriptionStatus(row, when('2026-11-23T22:59:00Z')).status).toBe('paid');
  });
});

describe('a client', () => {
  const rows = {
    late: digest(active(invoice())),
    unknown: digest(SHAPES['unknown status'] as Shape),
    upcoming: digest(SHAPES['in trial'] as Shape),
    paid: digest(subscription()),
    paused: digest(SHAPES['paused after a trial'] as Shape),
    ended: digest(SHAPES.canceled as Shape),
  };
  const order = ['late', 'unknown', 'upcoming', 'paid', 'paused', 'ended'] as const;
  const pairs = order.flatMap((worse, index) =>
    order.slice(index + 1).map((better) => [worse, better] as const),
  );

  test.each(pairs)('%s is worse than %s, whichever is linked first', (worse, better) => {
    const links = [rows[better], rows[worse]];
    expect(clientStatus(client({ links }), asOf()).status).toBe(worse);
    expect(clientStatus(client({ links: links.toReversed() }), asOf()).status).toBe(worse);
  });

  test('the reason is that of the subscription late longest', () => {
    const links = [
      digest(active(invoice({ dueDate: at('2026-11-20') }))),
      digest(active(invoice({ dueDate: at('2026-11-03') }))),
    ];
    expect(clientStatus(client({ links }), asOf()).reason).toMatchObject({ days: 19 });
    expect(clientStatus(client({ links: links.toReversed() }), asOf()).reason).toMatchObject({ days: 19 });
  });

  test('of two upcoming ones it is the earlier', () => {
    const links = [
      digest(active(invoice({ dueDate: at('2026-12-20') }))),
      digest(active(invoice({ dueDate: at('2026-12-03') }))),
    ];
    expect(clientStatus(client({ links }), asOf()).reason).toMatchObject({ due: at('2026-12-03') });
  });

  test('a failed status without an invoice is less telling than an invoice, however young', () => {
    const links = [
      digest(facts({ status: 'unpaid' })),
      digest(active(invoice({ dueDate: at('2026-11-21') }))),
    ];
    const expected = { code: 'overdue', days: 1 };
    expect(clientStatus(client({ links }), asOf()).reason).toMatchObject(expected);
    expect(clientStatus(client({ links: links.toReversed() }), asOf()).reason).toMatchObject(expected);
  });

  // Each is earlier than the ones below it; what is about now comes first.
  const december5 = asOf({ now: at('2026-12-05'), refreshed: at('2026-11-28') });
  const inOrder: [ReasonCode, SubscriptionDigest][] = [
    ['invoice-open', digest(active(invoice({ dueDate: null })))],
    ['due-not-refreshed', digest(active())],
    ['renews', digest(subscription([item({ start: '2026-11-08', end: '2026-12-08' })]))],
    ['invoice-due', digest(active(invoice({ dueDate: at('2026-12-20') })))],
    ['trial', digest(facts({ status: 'trialing', trialEnd: at('2026-12-24') }))],
    ['trial', digest(facts({ status: 'trialing', trialEnd: null }))],
  ];
  const earlier = inOrder.flatMap(([code, first], index) =>
    inOrder.slice(index + 1).map(([later, second]) => [code, later, first, second] as const),
  );
  test.each(earlier)('of two upcoming ones %s comes before %s', (_code, _later, first, second) => {
    const expected = subscriptionStatus(first, december5).reason;
    expect(clientStatus(client({ links: [first, second] }), december5).reason).toEqual(expected);
    expect(clientStatus(client({ links: [second, first] }), december5).reason).toEqual(expected);
  });

  test('a renewal that is awaited comes at its day among them', () => {
    const awaited = digest(active());
    const now = digest(active(invoice({ dueDate: null })));
    const later = digest(active(invoice({ dueDate: at('2026-12-20') })));
    const code = (...links: SubscriptionDigest[]) =>
      clientStatus(client({ links }), on('2026-12-02')).reason.code;
    expect([code(awaited, later), code(later, awaited)]).toEqual(['renewal-awaited', 'renewal-awaited']);
    expect([code(awaited, now), code(now, awaited)]).toEqual(['invoice-open', 'invoice-open']);
  });

  test.each<[string, SubscriptionDigest, SubscriptionDigest]>([
    [
      'late',
      digest(active(invoice({ amountRemaining: minorUnits(100) }))),
      digest(active(invoice({ amountRemaining: minorUnits(200) }))),
    ],
    [
      'upcoming',
      digest(active(invoice({ dueDate: at('2026-12-03'), amountRemaining: minorUnits(100) }))),
      digest(active(invoice({ dueDate: at('2026-12-03'), amountRemaining: minorUnits(200) }))),
    ],
    ['paid', digest(subscription()), digest(SHAPES.free as Shape)],
    [
      'paused',
      digest(SHAPES['payments paused, void'] as Shape),
      digest(SHAPES['paused after a trial'] as Shape),
    ],
    ['ended', digest(SHAPES.canceled as Shape), digest(SHAPES['incomplete, expired'] as Shape)],
  ])('of several alike it is the first linked: %s', (_status, one, other) => {
    for (const links of [
      [one, other],
      [other, one],
    ]) {
      const first = links[0] as SubscriptionDigest;
      expect(clientStatus(client({ links }), asOf()).reason).toEqual(
        subscriptionStatus(first, asOf()).reason,
      );
    }
  });

  test('one never read is unknown; late is worse', () => {
    const unread = [{ connectionId: CONNECTION, subscriptionId: 'sub_new' as SubscriptionId }];
    expect(clientStatus(client({ unread }), asOf())).toMatchObject({
      status: 'unknown',
      reason: { code: 'never-read' },
    });
    expect(clientStatus(client({ links: [rows.late], unread }), asOf())).toMatchObject({
      status: 'late',
      reason: { code: 'overdue' },
    });
  });

  test('each subscription has its own status and reason, those never read too', () => {
    const unread = [{ connectionId: CONNECTION, subscriptionId: 'sub_new' as SubscriptionId }];
    const { status, reason, perSubscription } = clientStatus(client({ links: [rows.paid], unread }), asOf());
    expect(status).toBe('unknown');
    expect(reason.code).toBe('never-read');
    expect(perSubscription.map((one) => [one.id, one.status])).toEqual([
      [rows.paid.id, 'paid'],
      ['sub_new', 'unknown'],
    ]);
  });

  const NOVEMBER_12 = '2026-11-12' as CalendarDate;
  const manual: [string, Parameters<typeof client>[0], PaymentStatus, ReasonCode][] = [
    ['without link and status is not tracked', {}, 'not-tracked', 'not-tracked'],
    [
      'with an amount alone is not tracked',
      {
        manual: {
          status: null,
          monthly: { amount: minorUnits(100), currency: currency('usd') },
          nextBilling: NOVEMBER_12,
        },
      },
      'not-tracked',
      'not-tracked',
    ],
    [
      'set by hand is what was set',
      { manual: { status: 'paid', monthly: null, nextBilling: null } },
      'paid',
      'manual',
    ],
    [
      'before its next billing stays',
      { manual: { status: 'paid', monthly: null, nextBilling: '2026-11-23' as CalendarDate } },
      'paid',
      'manual',
    ],
    [
      'on that day stays',
      { manual: { status: 'paid', monthly: null, nextBilling: '2026-11-22' as CalendarDate } },
      'paid',
      'manual',
    ],
    [
      'after it is upcoming, not confirmed',
      { manual: { status: 'paid', monthly: null, nextBilling: '2026-11-21' as CalendarDate } },
      'upcoming',
      'manual-not-confirmed',
    ],
    [
      'set late stays late',
      { manual: { status: 'late', monthly: null, nextBilling: NOVEMBER_12 } },
      'late',
      'manual',
    ],
    [
      'a link beats what was set by hand',
      { links: [rows.paid], manual: { status: 'late', monthly: null, nextBilling: NOVEMBER_12 } },
      'paid',
      'paid',
    ],
    [
      'a date that is none changes nothing',
      { manual: { status: 'paid', monthly: null, nextBilling: '2026-02-31' as CalendarDate } },
      'paid',
      'manual',
    ],
  ];
  test.each(manual)('%s', (_promise, of, status, code) => {
    const answer = clientStatus(client(of), asOf());
    expect([answer.status, answer.reason.code]).toEqual([status, code]);
  });

  test('a discount of everything makes a renewal say nothing', () => {
    const all = percentOff(100);
    const facts = subscription([item(), item({ usage: 'metered' })], {
      discounts: [{ id: 'di_all', couponId: all.id, start: null, end: null }],
    });
    const row = digest({
      facts,
      catalogue: { productNames: new Map(), prices: new Map(), coupons: new Map([[all.id, all]]) },
    });
    expect(subscriptionStatus(row, on('2026-11-28')).reason.code).toBe('free');
  });
});
