import { describe, expect, test } from 'vitest';
import type { PaymentStatus } from '../model/client.ts';
import type { SubscriptionId } from '../model/ids.ts';
import type { Invoice, Schedule, Subscription } from '../model/subscription.ts';
import { currency, minorUnits } from '../model/units.ts';
import type { AsOf } from './as-of.ts';
import { clientMonthly, subscriptionAmounts, subscriptionNextBilling } from './client-figures.ts';
import { digestSubscription } from './digest-subscription.ts';
import {
  asOf,
  at,
  CONNECTION,
  catalogue,
  charge,
  client,
  discount,
  invoice,
  item,
  percentOff,
  SHAPES,
  subscription,
} from './shapes.fixture.ts';
import { subscriptionStatus } from './status.ts';

/** Whose invoices these are is left as they say. */
const digestOf = (facts: Subscription, invoices: readonly Invoice[] = [], terms = catalogue()) =>
  digestSubscription(facts, invoices, terms, {
    connectionId: CONNECTION,
    invoicesReadable: true,
    temporaryDiscounts: false,
  });
const on = (now: string, refreshed = now): AsOf => asOf({ now: at(now), refreshed: at(refreshed) });
const usd = (amount: number) => ({ amount: minorUnits(amount), currency: currency('usd') });
const own = (facts: Subscription, of: Invoice): Invoice => ({ ...of, subscriptionId: facts.id });

type Case = [
  promise: string,
  facts: Partial<Subscription>,
  status: PaymentStatus,
  reason: Record<string, unknown>,
  when?: AsOf,
  open?: Invoice,
];

describe('a status has causes', () => {
  test.each<Case>([
    [
      'paused after a failed payment, with the invoice open: late',
      { status: 'paused', pausedBecause: 'first_payment_failure' },
      'late',
      { code: 'overdue', charge: true },
      on('2026-11-22'),
      charge({ finalizedAt: at('2026-11-20') }),
    ],
    [
      'paused after a failed payment, with nothing open: paused, and says why',
      { status: 'paused', pausedBecause: 'final_payment_failure' },
      'paused',
      { code: 'status-paused', because: 'final_payment_failure' },
    ],
    [
      'a trial with no way to pay promises no payment',
      {
        status: 'trialing',
        trialEnd: at('2026-12-01'),
        trialEndWithoutPaymentMethod: 'pause',
        customer: { id: 'cus_1', name: 'Acme', email: null, deleted: false, hasPaymentMethod: false },
      },
      'upcoming',
      { code: 'trial', withoutPaymentMethod: 'pause' },
    ],
    [
      'a way to pay on the subscription will do',
      {
        status: 'trialing',
        trialEnd: at('2026-12-01'),
        trialEndWithoutPaymentMethod: 'pause',
        hasPaymentMethod: true,
        customer: { id: 'cus_1', name: 'Acme', email: null, deleted: false, hasPaymentMethod: false },
      },
      'upcoming',
      { code: 'trial', withoutPaymentMethod: null },
    ],
    [
      'a draft that could not be finalized is not being prepared',
      { latestInvoice: invoice({ status: 'draft', autoAdvance: false, finalizationFailed: true }) },
      'upcoming',
      { code: 'finalization-failed', amount: 30_000 },
    ],
    [
      'credit covers the renewal',
      { customer: { id: 'cus_1', name: 'Acme', email: null, deleted: false, balance: usd(-5_000) } },
      'paid',
      { code: 'covered-by-credit', at: at('2026-12-01') },
      on('2026-11-28'),
    ],
    [
      'a cent too little does not',
      { customer: { id: 'cus_1', name: 'Acme', email: null, deleted: false, balance: usd(-4_999) } },
      'upcoming',
      { code: 'renews' },
      on('2026-11-28'),
    ],
    [
      'a renewal by invoice names both days',
      { collectionMethod: 'send_invoice', daysUntilDue: 30 },
      'upcoming',
      { code: 'renews', at: at('2026-12-01'), due: at('2026-12-31') },
      on('2026-11-28'),
    ],
    [
      'an invoice credited after payment is named',
      { latestInvoice: invoice({ status: 'paid', creditedAfterPayment: minorUnits(700) }) },
      'paid',
      { code: 'paid', credited: { date: at('2026-11-01'), ...usd(700) } },
    ],
    [
      'ended, its last invoice not due yet: upcoming until then',
      { status: 'canceled', endedAt: at('2026-11-20') },
      'upcoming',
      { code: 'invoice-due', due: at('2026-12-10'), endedAt: at('2026-11-20') },
      on('2026-11-22'),
      invoice({ dueDate: at('2026-12-10') }),
    ],
    [
      'and late after that',
      { status: 'canceled', endedAt: at('2026-11-20') },
      'late',
      { code: 'overdue', days: 2 },
      on('2026-12-12'),
      invoice({ dueDate: at('2026-12-10') }),
    ],
    [
      'given up on purpose by a pause that is over',
      { latestInvoice: invoice({ status: 'uncollectible', uncollectibleReason: 'subscription_paused' }) },
      'paid',
      { code: 'paid' },
    ],
    [
      'given up after all attempts, whatever pause came later',
      {
        pause: { behavior: 'mark_uncollectible', resumesAt: null },
        latestInvoice: invoice({ status: 'uncollectible', uncollectibleReason: 'max_payment_attempts' }),
      },
      'late',
      { code: 'uncollectible' },
    ],
    [
      'a payment that is known to have failed is late at once',
      {},
      'late',
      { code: 'overdue', charge: true },
      on('2026-11-22'),
      charge({ finalizedAt: at('2026-11-21'), paymentFailedAt: at('2026-11-21') }),
    ],
    [
      'an automatic invoice is late from day 15, attempted or not',
      {},
      'late',
      { code: 'overdue', days: 15 },
      on('2026-11-22'),
      charge({ finalizedAt: at('2026-11-07'), attempted: false, attemptCount: 0 }),
    ],
    [
      'a pause that was to end since the last refresh',
      { pause: { behavior: 'void', resumesAt: at('2026-11-20') } },
      'upcoming',
      { code: 'pause-not-refreshed', until: at('2026-11-20'), since: at('2026-11-10') },
      on('2026-11-22', '2026-11-10'),
    ],
    [
      'an end that Stripe had not carried out at the last refresh',
      { cancelAt: at('2026-11-20') },
      'paid',
      { code: 'end-awaited', at: at('2026-11-20') },
      on('2026-11-25', '2026-11-22'),
    ],
    [
      'in the seconds of a renewal the old invoice says nothing',
      { latestInvoice: invoice({ status: 'paid', created: at('2026-10-01') }) },
      'upcoming',
      { code: 'renewal-under-way', at: at('2026-11-01') },
      on('2026-11-01T12:05:00Z'),
    ],
    [
      'a first period cut short does not narrow the window',
      { items: [item({ start: '2026-11-29', end: '2026-12-01' })] },
      'upcoming',
      { code: 'renews' },
      on('2026-11-29'),
    ],
    [
      'what could not be read makes the status unknown',
      { unreadable: ['cancel_at'] },
      'unknown',
      { code: 'unreadable' },
    ],
    [
      'but a debt is a debt',
      { unreadable: ['cancel_at'] },
      'late',
      { code: 'overdue' },
      on('2026-11-22'),
      invoice(),
    ],
    [
      'past due with an invoice that is not due yet does not deny it',
      { status: 'past_due' },
      'late',
      { code: 'stripe-says', invoice: { amount: 30_000 } },
      on('2026-11-22'),
      invoice({ dueDate: at('2026-12-10') }),
    ],
  ])('%s', (_promise, of, status, reason, when = asOf(), open = undefined) => {
    const facts = subscription(of.items ?? [item()], of);
    const seen = subscriptionStatus(digestOf(facts, open ? [own(facts, open)] : []), when);
    expect({ status: seen.status, reason: seen.reason }).toMatchObject({ status, reason });
  });
});

describe('other invoices of the customer', () => {
  const late = invoice({ dueDate: at('2026-10-13') });

  test('one that no subscription made is late with the client', () => {
    const { status, reason } = subscriptionStatus(digestOf(subscription(), [late]), asOf());
    expect(status).toBe('late');
    expect(reason).toMatchObject({ code: 'overdue', days: 40, amount: 30_000 });
    expect(reason.also).toBeUndefined();
  });

  test('one of another subscription changes no status, and is named', () => {
    const other = { ...late, subscriptionId: 'sub_other' as SubscriptionId };
    const { status, reason } = subscriptionStatus(digestOf(subscription(), [other]), asOf());
    expect(status).toBe('paid');
    expect(reason).toMatchObject({ code: 'paid', open: 'elsewhere', also: { from: 'subscription' } });
  });

  test('one of another customer is none of its business', () => {
    const { status, reason } = subscriptionStatus(
      digestOf(subscription(), [{ ...late, customerId: 'cus_2' }]),
      asOf(),
    );
    expect({ status, reason }).toMatchObject({ status: 'paid', reason: { code: 'paid', open: null } });
  });

  test('no reason denies an open invoice that is known, whatever the shape', () => {
    for (const [name, { facts }] of Object.entries(SHAPES)) {
      for (const subscriptionId of [facts.id, null, 'sub_other' as SubscriptionId]) {
        for (const amountRemaining of [0, 30_000]) {
          const open = invoice({
            subscriptionId,
            customerId: facts.customer.id,
            dueDate: at('2026-11-22'),
            amountRemaining: minorUnits(amountRemaining),
          });
          if (amountRemaining === 0 && subscriptionId !== facts.id) continue;
          const { reason } = subscriptionStatus(digestOf(facts, [open]), asOf());
          if (reason.code === 'paid') expect(reason.open, name).not.toBeNull();
          if (reason.code === 'stripe-says' && subscriptionId === facts.id && amountRemaining > 0)
            expect(reason.invoice, name).not.toBeNull();
        }
      }
    }
  });
});

describe('what is planned', () => {
  const schedule = (of: Partial<Schedule> = {}): Schedule => ({
    id: 'sub_sched_1',
    status: 'active',
    endBehavior: 'release',
    currentStart: at('2026-11-01'),
    phases: [
      {
        start: at('2026-11-01'),
        end: at('2026-12-01'),
        currency: null,
        items: [item()],
        discounts: [],
        trialEnd: null,
        defaultTaxRates: null,
        anchored: false,
      },
      {
        start: at('2026-12-01'),
        end: at('2027-12-01'),
        currency: null,
        items: [item({ unit: '9600', every: 'year', end: null })],
        discounts: [],
        trialEnd: null,
        defaultTaxRates: null,
        anchored: true,
      },
    ],
    ...of,
  });

  test('the amount is that of the phase at the next renewal; the monthly value changes when it begins', () => {
    const link = digestOf(subscription([item()], { scheduleId: 'sub_sched_1', schedule: schedule() }));
    expect(subscriptionAmounts(link, at('2026-11-22'))).toMatchObject([{ amount: 9_600, interval: 'year' }]);
    const monthly = (day: string) => clientMonthly(client({ links: [link] }), at(day)).byCurrency[0]?.amount;
    expect([monthly('2026-11-22'), monthly('2026-12-02')]).toEqual([5_000, 800]);
    expect(subscriptionStatus(link, on('2026-11-28')).reason).toMatchObject({
      code: 'renews',
      changesAt: at('2026-12-01'),
    });
  });

  test('a schedule that cancels ends the subscription with its last phase', () => {
    const [first] = schedule().phases;
    const only = schedule({ endBehavior: 'cancel', phases: first ? [first] : [] });
    const link = digestOf(subscription([item()], { scheduleId: 'sub_sched_1', schedule: only }));
    expect(subscriptionStatus(link, asOf()).reason).toMatchObject({ code: 'ends', at: at('2026-12-01') });
    expect(subscriptionNextBilling(link)).toEqual({ none: 'ends' });
    expect(clientMonthly(client({ links: [link] }), at('2026-12-02')).byCurrency[0]?.amount).toBe(0);
  });

  test('one that was not read says so and changes nothing', () => {
    const link = digestOf(subscription([item()], { scheduleId: 'sub_sched_1' }));
    expect(link.notes).toEqual(['schedule-not-read']);
    expect(link.amounts).toMatchObject([{ amount: 5_000 }]);
  });

  test('an item that is billed ahead renews when that ends', () => {
    const ahead = { ...item(), billedUntil: at('2027-02-01') };
    expect(subscriptionNextBilling(digestOf(subscription([ahead])))).toEqual({ at: at('2027-02-01') });
  });
});

describe('the terms of a discount are those it was given with', () => {
  const monthlyOf = (facts: Subscription, ...listed: ReturnType<typeof percentOff>[]) =>
    clientMonthly(client({ links: [digestOf(facts, [], catalogue({ coupons: listed }))] }), at('2026-11-22'));
  const given = percentOff(10, { id: 'TEN', created: at('2026-01-01') });
  const withDiscount = (appliesTo: string[] | null | undefined) =>
    subscription([item()], { discounts: [{ ...discount(given), coupon: { ...given, appliesTo } }] });

  test('a later coupon of the same id changes nothing', () => {
    const later = percentOff(50, { id: 'TEN', created: at('2026-06-01') });
    expect(monthlyOf(withDiscount(null), later).byCurrency[0]?.amount).toBe(4_500);
    // Nor does it say which products the first one covers.
    expect(monthlyOf(withDiscount(undefined), later).unknown).toBe(true);
  });

  test('the same coupon in the list says which products', () => {
    expect(monthlyOf(withDiscount(undefined), given).byCurrency[0]?.amount).toBe(4_500);
  });

  test('a deleted coupon still holds', () => {
    expect(monthlyOf(withDiscount(null)).byCurrency[0]?.amount).toBe(4_500);
  });

  test('a bare id is not taken for a coupon that was made after the discount', () => {
    const later = percentOff(50, { id: 'TEN', created: at('2026-06-01') });
    expect(monthlyOf(subscription([item()], { discounts: [discount(given)] }), later).unknown).toBe(true);
  });
});
