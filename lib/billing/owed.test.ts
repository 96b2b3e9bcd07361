import { describe, expect, test } from 'vitest';
import { currency, minorUnits } from '../model/units.ts';
import { overdueInvoices, upcomingSums } from './owed.ts';
import { portfolio } from './portfolio.ts';
import { asOf, at, charge, client, digest, invoice, item, subscription } from './shapes.fixture.ts';

const usd = (amount: number) => ({ currency: 'usd', amount });
const linked = (invoices: ReturnType<typeof invoice>[], facts: Parameters<typeof subscription>[1] = {}) =>
  digest({ facts: subscription([item()], facts), invoices });

describe('overdue', () => {
  test('is the amount remaining of late invoices, not of those still ahead', () => {
    const link = linked([
      invoice({ amountRemaining: minorUnits(12_000) }),
      invoice({ dueDate: at('2026-11-15') }),
      invoice({ dueDate: at('2026-12-20') }),
    ]);
    const { rows, overdue } = portfolio([client({ links: [link] })], asOf());
    expect(rows[0]?.owed).toEqual([usd(42_000)]);
    expect(overdue).toEqual([usd(42_000)]);
    expect(
      overdueInvoices({ links: [link] }, asOf()).map(({ days, charge: failed }) => [days, failed]),
    ).toEqual([
      [12, false],
      [7, false],
    ]);
  });

  test('counts failed charges', () => {
    const link = linked([charge({ amountRemaining: minorUnits(5_000) })], { status: 'past_due' });
    expect(portfolio([client({ links: [link] })], asOf()).overdue).toEqual([usd(5_000)]);
  });

  test('is the sum of the rows per currency, in alphabetical order', () => {
    const euros = { currency: currency('eur'), amountRemaining: minorUnits(700) };
    const clients = [
      client({ links: [linked([invoice()])] }),
      client({ links: [linked([invoice(euros)])] }),
      client({ links: [linked([invoice(), invoice(euros)])] }),
      client({ links: [linked([])] }),
    ];
    const { rows, overdue } = portfolio(clients, asOf());
    expect(overdue).toEqual([{ currency: 'eur', amount: 1_400 }, usd(60_000)]);
    expect(rows.map(({ owed }) => owed.length)).toEqual([1, 1, 2, 0]);
  });

  test('counts an invoice once, with the first client, where two are linked to it', () => {
    const shared = linked([invoice()]);
    const { rows, overdue } = portfolio([client({ links: [shared] }), client({ links: [shared] })], asOf());
    expect(overdue).toEqual([usd(30_000)]);
    expect(rows.map(({ owed, status }) => [status, owed])).toEqual([
      ['late', [usd(30_000)]],
      ['late', []],
    ]);
  });

  test("counts a customer's invoice once where the client has two of its subscriptions", () => {
    const own = invoice({ subscriptionId: null });
    const links = [linked([]), linked([])].map((link) => ({ ...link, oneOffInvoices: [own] }));
    const { rows } = portfolio([client({ links })], asOf());
    expect(rows[0]?.owed).toEqual([usd(30_000)]);
  });

  test('leaves archived clients out of the total', () => {
    const link = linked([invoice()]);
    const { overdue, archived } = portfolio([client({ links: [link], archived: true })], asOf());
    expect(overdue).toEqual([]);
    expect(archived[0]?.owed).toEqual([usd(30_000)]);
  });

  test('names the invoice of a subscription that only Stripe calls late', () => {
    const ahead = invoice({ dueDate: at('2026-11-30'), amountRemaining: minorUnits(900) });
    const link = linked([ahead], { status: 'past_due' });
    const { rows, overdue } = portfolio([client({ links: [link] })], asOf());
    expect(rows[0]?.reason.code).toBe('stripe-says');
    expect(overdue).toEqual([usd(900)]);
  });

  test('counts an uncollectible invoice, unless a pause made it so', () => {
    const latestInvoice = invoice({ status: 'uncollectible', amountRemaining: minorUnits(900) });
    const pause = { behavior: 'mark_uncollectible', resumesAt: null };
    const late = linked([], { latestInvoice });
    const onPurpose = linked([], { latestInvoice, pause });
    const { overdue, counts } = portfolio(
      [client({ links: [late] }), client({ links: [onPurpose] })],
      asOf(),
    );
    expect(counts.late).toBe(1);
    expect(overdue).toEqual([usd(900)]);
  });

  test('is empty for a client that is late by hand', () => {
    const manual = { status: 'late', monthly: null, nextBilling: null } as const;
    expect(portfolio([client({ manual })], asOf())).toMatchObject({ overdue: [], counts: { late: 1 } });
  });
});

describe('what an upcoming client will be asked for', () => {
  const soon = { end: '2026-11-25' };
  const of = (...args: Parameters<typeof client>) => upcomingSums(client(...args), asOf());

  test('is what remains of its open invoices', () => {
    const ahead = invoice({ dueDate: at('2026-12-01'), amountRemaining: minorUnits(4_500) });
    expect(of({ links: [linked([ahead])] })).toEqual([usd(4_500)]);
  });

  test('is the charge of the renewal ahead where no invoice is open', () => {
    const renewing = client({ links: [digest(subscription([item(soon)]))] });
    expect(portfolio([renewing], asOf())).toMatchObject({ due: [usd(5_000)], rows: [{ due: [usd(5_000)] }] });
    const yearly = item({ every: 'year', unit: '60000', start: '2025-11-25', end: '2026-11-25' });
    expect(of({ links: [digest(subscription([yearly]))] })).toEqual([usd(60_000)]);
  });

  test('is the first payment after a trial, and nothing where the trial ends without one', () => {
    const trial = { status: 'trialing', trialEnd: at('2026-11-25') };
    expect(of({ links: [digest(subscription([item(soon)], trial))] })).toEqual([usd(5_000)]);
    const free = { ...trial, trialEndWithoutPaymentMethod: 'pause' };
    const unpaid = subscription([item(soon)], free);
    expect(
      of({ links: [digest({ ...unpaid, customer: { ...unpaid.customer, hasPaymentMethod: false } })] }),
    ).toEqual([]);
  });

  test('is the monthly amount of a client billed elsewhere', () => {
    const monthly = { amount: minorUnits(800), currency: currency('gbp') };
    const manual = { status: 'upcoming', monthly, nextBilling: null } as const;
    expect(of({ manual })).toEqual([{ currency: 'gbp', amount: 800 }]);
  });

  test('is nothing for a subscription that is paid, and counted once where it is linked twice', () => {
    expect(of({ links: [digest(subscription())] })).toEqual([]);
    const twice = digest(subscription([item(soon)]));
    expect(of({ links: [twice, twice] })).toEqual([usd(5_000)]);
  });
});
