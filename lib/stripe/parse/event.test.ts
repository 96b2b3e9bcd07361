import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FUZZ_TIMEOUT, fuzzRuns } from '../../../tests/support/fuzz.ts';
import { EVENT_TYPES, parseEvent } from './event.ts';

const NONE = { subscriptionIds: [], invoiceIds: [], customerIds: [], productIds: [], priceIds: [] };
const event = (type: string, object: unknown) => ({
  id: 'evt_1',
  object: 'event',
  type,
  created: 7,
  data: { object },
});

test.each<[string, unknown, Partial<typeof NONE> | Record<string, string[]>]>([
  [
    'customer.subscription.updated',
    { id: 'sub_1', object: 'subscription', customer: 'cus_1' },
    { subscriptionIds: ['sub_1'] },
  ],
  [
    'invoice.paid',
    { id: 'in_1', object: 'invoice', parent: { subscription_details: { subscription: 'sub_1' } } },
    { invoiceIds: ['in_1'], subscriptionIds: ['sub_1'] },
  ],
  [
    'invoice.paid',
    { id: 'in_1', object: 'invoice', subscription: 'sub_1' },
    { invoiceIds: ['in_1'], subscriptionIds: ['sub_1'] },
  ],
  ['invoice.voided', { id: 'in_1', object: 'invoice', parent: null }, { invoiceIds: ['in_1'] }],
  ['customer.updated', { id: 'cus_1', object: 'customer' }, { customerIds: ['cus_1'] }],
  ['customer.deleted', { id: 'cus_1', object: 'customer', deleted: true }, { customerIds: ['cus_1'] }],
  [
    'customer.discount.created',
    { id: 'di_1', object: 'discount', customer: 'cus_1', subscription: null },
    { customerIds: ['cus_1'] },
  ],
  [
    'customer.discount.created',
    { id: 'di_1', object: 'discount', customer: 'cus_1', subscription: 'sub_1' },
    { subscriptionIds: ['sub_1'] },
  ],
  ['product.updated', { id: 'prod_1', object: 'product', name: 'x' }, { productIds: ['prod_1'] }],
  ['price.updated', { id: 'price_1', object: 'price', product: 'prod_1' }, { priceIds: ['price_1'] }],
  [
    'subscription_schedule.updated',
    {
      id: 'sub_sched_1',
      object: 'subscription_schedule',
      subscription: 'sub_1',
      released_subscription: null,
    },
    { subscriptionIds: ['sub_1'] },
  ],
  [
    'subscription_schedule.released',
    {
      id: 'sub_sched_1',
      object: 'subscription_schedule',
      subscription: null,
      released_subscription: 'sub_1',
    },
    { subscriptionIds: ['sub_1'] },
  ],
  [
    'subscription_schedule.created',
    { id: 'sub_sched_1', object: 'subscription_schedule', subscription: null },
    {},
  ],
  ['balance.available', { object: 'balance' }, {}],
  ['customer.subscription.updated', null, {}],
])('%s names %j', (type, object, ids) => {
  expect(parseEvent(event(type, object))).toEqual({
    ok: true,
    changed: { eventId: 'evt_1', type, created: 7, ...NONE, ...ids },
  });
});

test.each([
  ['nothing', null, 'not-an-object'],
  ['no type', { id: 'evt_1', object: 'event', created: 7 }, 'incomplete'],
  ['no date', { id: 'evt_1', object: 'event', type: 'invoice.paid' }, 'incomplete'],
])('hopeless: %s', (_, raw, reason) => {
  expect(parseEvent(raw)).toEqual({ ok: false, reason });
});

test('one request may name twenty types, and there are exactly so many', () => {
  expect(EVENT_TYPES).toHaveLength(20);
  expect(new Set(EVENT_TYPES).size).toBe(20);
});

test(
  'never throws',
  () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        parseEvent(raw);
        parseEvent({ ...event('invoice.paid', raw), data: raw });
        parseEvent(event('invoice.paid', raw));
      }),
      { numRuns: fuzzRuns('event') },
    );
  },
  FUZZ_TIMEOUT,
);
