import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FUZZ_TIMEOUT, fuzzRuns } from '../../../tests/support/fuzz.ts';
import { accountNameOf, hostedPageOf, parseInvoice } from './invoice.ts';

function current(fields: Record<string, unknown> = {}) {
  return {
    id: 'in_1',
    object: 'invoice',
    account_name: 'Studio',
    amount_due: 30_000,
    amount_paid: 0,
    amount_remaining: 30_000,
    attempt_count: 1,
    attempted: true,
    auto_advance: true,
    billing_reason: 'subscription_cycle',
    collection_method: 'charge_automatically',
    created: 1_700_000_000,
    currency: 'usd',
    customer: 'cus_1',
    due_date: null,
    next_payment_attempt: 1_700_300_000,
    number: 'A-1',
    parent: { type: 'subscription_details', subscription_details: { subscription: 'sub_1', metadata: {} } },
    status: 'open',
    status_transitions: { finalized_at: 1_700_003_600, paid_at: null },
    subtotal: 25_000,
    subtotal_excluding_tax: 25_000,
    total: 30_000,
    ...fields,
  };
}

function invoiceOf(raw: unknown) {
  const result = parseInvoice(raw);
  if (!result.ok) throw new Error(result.reason);
  return result.invoice;
}

test('an invoice of the present version', () => {
  expect(invoiceOf(current())).toEqual({
    id: 'in_1',
    subscriptionId: 'sub_1',
    customerId: 'cus_1',
    status: 'open',
    currency: 'usd',
    total: 30_000,
    amountRemaining: 30_000,
    subtotal: 25_000,
    subtotalExcludingTax: 25_000,
    created: 1_700_000_000,
    finalizedAt: 1_700_003_600,
    dueDate: null,
    nextPaymentAttempt: 1_700_300_000,
    attempted: true,
    attemptCount: 1,
    autoAdvance: true,
    collectionMethod: 'charge_automatically',
    billingReason: 'subscription_cycle',
    number: 'A-1',
    automaticTax: false,
  });
});

test.each([
  [
    'the subscription in the old place',
    { parent: undefined, subscription: 'sub_2' },
    { subscriptionId: 'sub_2' },
  ],
  [
    'the subscription expanded',
    { parent: { subscription_details: { subscription: { id: 'sub_3' } } } },
    { subscriptionId: 'sub_3' },
  ],
  ['no subscription', { parent: null }, { subscriptionId: null }],
  [
    'a parent of another kind',
    { parent: { type: 'quote_details', quote_details: { quote: 'qt_1' } } },
    { subscriptionId: null },
  ],
  ['an expanded customer', { customer: { id: 'cus_2', object: 'customer' } }, { customerId: 'cus_2' }],
  ['no customer', { customer: null }, { customerId: null }],
  ['a status of a later version', { status: 'pondered' }, { status: 'pondered' }],
  ['a negative total', { total: -500, amount_remaining: 0 }, { total: -500, amountRemaining: 0 }],
  ['no tax known', { subtotal_excluding_tax: null }, { subtotalExcludingTax: null }],
  [
    '2018: paid',
    { status: undefined, paid: true, amount_remaining: undefined },
    { status: 'paid', amountRemaining: 0 },
  ],
  [
    '2018: forgiven',
    { status: undefined, paid: false, forgiven: true, closed: true },
    { status: 'uncollectible' },
  ],
  ['2018: closed', { status: undefined, paid: false, forgiven: false, closed: true }, { status: 'void' }],
  [
    '2018: still open',
    { status: undefined, paid: false, closed: false, amount_remaining: undefined, amount_paid: 10_000 },
    { status: 'open', amountRemaining: 20_000 },
  ],
  ['2018: no status to be found', { status: undefined }, { status: 'unknown' }],
  ['2018: the date', { created: undefined, date: 5 }, { created: 5 }],
  [
    '2018: the way of collection',
    { collection_method: undefined, billing: 'send_invoice' },
    { collectionMethod: 'send_invoice' },
  ],
  ['2018: the day of finalization', { status_transitions: undefined, finalized_at: 6 }, { finalizedAt: 6 }],
])('%s', (_, fields, expected) => {
  expect(invoiceOf(current(fields))).toMatchObject(expected);
});

test.each([
  ['null', null, 'not-an-object'],
  ['an id', 'in_1', 'not-an-object'],
  ['no id', { object: 'invoice' }, 'no-id'],
])('%s is no invoice', (_, raw, reason) => {
  expect(parseInvoice(raw)).toEqual({ ok: false, reason });
});

test.each([
  ['another kind of object', current({ object: 'customer' }), 'object'],
  ['no currency', current({ currency: null }), 'currency'],
  ['no total', current({ total: null }), 'total'],
  ['no date', current({ created: null }), 'created'],
])('with %s it stays, unreadable: without it a subscription could pass for paid', (_, raw, field) => {
  const parsed = parseInvoice(raw);
  expect(parsed.ok && parsed.invoice).toMatchObject({ status: 'open', unreadable: [field] });
});

test('the name of the account', () => {
  expect(accountNameOf(current())).toBe('Studio');
  expect(accountNameOf(current({ account_name: null }))).toBeNull();
  expect(accountNameOf(undefined)).toBeNull();
});

test(
  'never throws: arbitrary JSON, and a good invoice with damaged fields',
  () => {
    const damage = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>(undefined, Number.NaN, 1e308, '__proto__'),
    );
    const names = fc.constantFrom(...Object.keys(current()), 'date', 'paid', 'closed', '__proto__');
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(names, damage), (raw, broken) => {
        parseInvoice(raw);
        accountNameOf(raw);
        const result = parseInvoice({ ...current(), ...broken });
        if (result.ok) expect(structuredClone(result.invoice)).toEqual(result.invoice);
      }),
      { numRuns: fuzzRuns('invoice') },
    );
  },
  FUZZ_TIMEOUT,
);

const PAGE = 'https://invoice.stripe.com/i/acct_1/live_1?s=ap';

test.each([
  [PAGE, PAGE],
  ['https://pay.studio.example/i/acct_1/live_1', 'https://pay.studio.example/i/acct_1/live_1'],
  [null, null],
  ['', null],
  ['/i/acct_1', null],
  ['http://invoice.stripe.com/i/acct_1', null],
  ['javascript:alert(1)', null],
  ['https://user@invoice.stripe.com/i/acct_1', null],
  ['https://invoice.stripe.com/i/a b', null],
  [`${PAGE}\nBcc: x@y.example`, null],
  [`https://invoice.stripe.com/${'x'.repeat(1_000)}`, null],
  [{ href: PAGE }, null],
])('the page of an invoice at %j', (hosted_invoice_url, page) => {
  expect(hostedPageOf(current({ hosted_invoice_url }))).toBe(page);
});

test('the page of an invoice is no part of what is stored', () => {
  expect(JSON.stringify(parseInvoice(current({ hosted_invoice_url: PAGE })))).not.toContain(
    'invoice.stripe.com',
  );
});
