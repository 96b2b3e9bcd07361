/** Every list the server answers: its parameters, its filter and the permission it needs. */
import type { Account } from '../account/account.ts';
import { EVENT_TYPES } from '../account/events.ts';
import type { Kind } from '../account/expand.ts';
import { page, type Sequence } from '../account/lists.ts';
import type { List, Subscription } from '../objects/wire.ts';
import { invalidRequest, noSuch } from './errors.ts';
import type { Permission } from './keys.ts';
import { inRange, type Query, type Rule } from './params.ts';

interface Definition<T> {
  kind: Kind;
  /** As in "No such subscription". */
  noun: string;
  permission: Permission;
  rules: Readonly<Record<string, Rule>>;
  sequence(account: Account, query: Query): Sequence<T>;
  /** Which objects belong into the list. Throws for values that Stripe refuses. */
  filter(query: Query, account: Account): (object: T) => boolean;
}

export interface ListEndpoint extends Pick<Definition<object>, 'kind' | 'noun' | 'permission' | 'rules'> {
  page(account: Account, query: Query, url: string): List<object>;
}

const LIST_RULES = {
  limit: 'limit',
  starting_after: 'text',
  ending_before: 'text',
  expand: { list: 20 },
} as const satisfies Record<string, Rule>;

function list<T extends object>(definition: Definition<T>): ListEndpoint {
  const { kind, noun, permission, rules, sequence, filter } = definition;
  return {
    kind,
    noun,
    permission,
    rules: { ...LIST_RULES, ...rules },
    page: (account, query, url) =>
      page(sequence(account, query), filter(query, account), query, { noun, url }),
  };
}

const hasEnded = ({ status }: Subscription): boolean =>
  status === 'canceled' || status === 'incomplete_expired';

function byStatus(wanted: string | undefined): (subscription: Subscription) => boolean {
  if (wanted === 'all') return () => true;
  if (wanted === 'ended') return hasEnded;
  if (wanted === undefined) return (subscription) => !hasEnded(subscription);
  return ({ status }) => status === wanted;
}

const COLLECTION_METHODS: Rule = { oneOf: ['charge_automatically', 'send_invoice'] };

const equals = (wanted: string | undefined, value: unknown): boolean =>
  wanted === undefined || wanted === value;

/** Objects on a test clock are in no list, unless that clock is named. */
const onClock = (clock: string | null | undefined, wanted?: string): boolean =>
  (clock ?? null) === (wanted ?? null);

const EVENTS_REACH_BACK = 30 * 86_400;

export const LISTS: Readonly<Record<string, ListEndpoint>> = {
  subscriptions: list({
    kind: 'subscription',
    noun: 'subscription',
    permission: 'rak_subscription_read',
    rules: {
      collection_method: COLLECTION_METHODS,
      created: 'range',
      current_period_end: 'range',
      current_period_start: 'range',
      customer: 'text',
      price: 'text',
      status: {
        oneOf: [
          ...['active', 'past_due', 'unpaid', 'canceled', 'incomplete', 'incomplete_expired', 'trialing'],
          ...['paused', 'all', 'ended'],
        ],
      },
      test_clock: 'text',
    },
    sequence: (account) => account.subscriptions,
    filter: (query) => {
      const statusMatches = byStatus(query.text('status'));
      const price = query.text('price');
      const ends = query.range('current_period_end');
      const starts = query.range('current_period_start');
      return (subscription) => {
        const items = subscription.items.data;
        return (
          statusMatches(subscription) &&
          onClock(subscription.test_clock, query.text('test_clock')) &&
          equals(query.text('customer'), subscription.customer) &&
          equals(query.text('collection_method'), subscription.collection_method) &&
          inRange(subscription.created, query.range('created')) &&
          (!ends || items.some((item) => inRange(item.current_period_end, ends))) &&
          (!starts || items.some((item) => inRange(item.current_period_start, starts))) &&
          (price === undefined || items.some((item) => item.price.id === price))
        );
      };
    },
  }),

  subscription_items: list({
    kind: 'subscription_item',
    noun: 'subscription item',
    permission: 'rak_subscription_read',
    rules: { subscription: 'required' },
    sequence: (account, query) => {
      const id = query.text('subscription') ?? '';
      const items = account.subscriptions.get(id)?.items.data;
      if (!items) throw noSuch('subscription', id, 'subscription', 404);
      return { inOrder: () => items, position: (wanted) => items.findIndex((item) => item.id === wanted) };
    },
    filter: () => () => true,
  }),

  subscription_schedules: list({
    kind: 'subscription_schedule',
    noun: 'subscription schedule',
    permission: 'rak_subscription_schedule_read',
    rules: {
      canceled_at: 'range',
      completed_at: 'range',
      created: 'range',
      customer: 'text',
      released_at: 'range',
      scheduled: 'flag',
    },
    sequence: (account) => account.schedules,
    filter: (query) => (schedule) =>
      onClock(schedule.test_clock) &&
      equals(query.text('customer'), schedule.customer) &&
      (query.flag('scheduled') !== true || schedule.status === 'not_started') &&
      inRange(schedule.created, query.range('created')) &&
      inRange(schedule.canceled_at, query.range('canceled_at')) &&
      inRange(schedule.completed_at, query.range('completed_at')) &&
      inRange(schedule.released_at, query.range('released_at')),
  }),

  invoices: list({
    kind: 'invoice',
    noun: 'invoice',
    permission: 'rak_invoice_read',
    rules: {
      collection_method: COLLECTION_METHODS,
      created: 'range',
      customer: 'text',
      due_date: 'range',
      status: { oneOf: ['draft', 'open', 'paid', 'uncollectible', 'void'] },
      subscription: 'text',
    },
    sequence: (account) => account.invoices,
    filter: (query) => (invoice) =>
      onClock(invoice.test_clock) &&
      equals(query.text('status'), invoice.status) &&
      equals(query.text('customer'), invoice.customer) &&
      equals(query.text('collection_method'), invoice.collection_method) &&
      equals(query.text('subscription'), invoice.parent?.subscription_details.subscription) &&
      inRange(invoice.created, query.range('created')) &&
      inRange(invoice.due_date, query.range('due_date')),
  }),

  customers: list({
    kind: 'customer',
    noun: 'customer',
    permission: 'rak_customer_read',
    rules: { created: 'range', email: 'text', test_clock: 'text' },
    sequence: (account) => account.customers,
    filter: (query) => (customer) =>
      onClock(customer.test_clock, query.text('test_clock')) &&
      equals(query.text('email'), customer.email) &&
      inRange(customer.created, query.range('created')),
  }),

  products: list({
    kind: 'product',
    noun: 'product',
    permission: 'rak_product_read',
    rules: { active: 'flag', created: 'range', ids: { list: 100 } },
    sequence: (account) => account.products,
    filter: (query) => {
      const active = query.flag('active');
      const ids = query.list('ids');
      if (ids.length > 0 && (query.text('starting_after') ?? query.text('ending_before'))) {
        throw invalidRequest('Cannot use ids together with starting_after or ending_before.', 'ids');
      }
      const wanted = new Set(ids);
      return (product) =>
        (active === undefined || product.active === active) &&
        (ids.length === 0 || wanted.has(product.id)) &&
        inRange(product.created, query.range('created'));
    },
  }),

  prices: list({
    kind: 'price',
    noun: 'price',
    permission: 'rak_plan_read',
    rules: {
      active: 'flag',
      created: 'range',
      currency: 'text',
      product: 'text',
      type: { oneOf: ['recurring', 'one_time'] },
    },
    sequence: (account) => account.prices,
    filter: (query) => (price) =>
      (query.flag('active') === undefined || price.active === query.flag('active')) &&
      equals(query.text('currency'), price.currency) &&
      equals(query.text('product'), price.product) &&
      equals(query.text('type'), price.type) &&
      inRange(price.created, query.range('created')),
  }),

  coupons: list({
    kind: 'coupon',
    noun: 'coupon',
    permission: 'rak_coupon_read',
    rules: { created: 'range' },
    sequence: (account) => account.coupons,
    filter: (query) => (coupon) => inRange(coupon.created, query.range('created')),
  }),

  events: list({
    kind: 'event',
    noun: 'event',
    permission: 'rak_event_read',
    rules: { created: 'range', type: 'text', types: { list: 20 } },
    // Events older than thirty days are gone, as cursors too.
    sequence: ({ events, now }) => ({
      inOrder: () => events.inOrder(),
      position: (id) => {
        const event = events.get(id);
        return event && event.created > now - EVENTS_REACH_BACK ? events.position(id) : -1;
      },
    }),
    filter: (query, account) => {
      const type = query.text('type');
      const types = query.list('types');
      if (type !== undefined && types.length > 0) {
        throw invalidRequest('You may only specify one of these parameters: type, types.', 'type');
      }
      const prefix = type?.endsWith('*') ? type.slice(0, -1) : null;
      const exact = type === undefined || prefix !== null ? types : [type];
      const known: readonly string[] = EVENT_TYPES;
      for (const name of exact) {
        if (!known.includes(name)) throw invalidRequest(`Invalid event type: ${name}`, 'types');
      }
      return (event) =>
        event.created > account.now - EVENTS_REACH_BACK &&
        (types.length === 0 || types.includes(event.type)) &&
        (type === undefined || (prefix === null ? event.type === type : event.type.startsWith(prefix))) &&
        inRange(event.created, query.range('created'));
    },
  }),
};

/** Lists whose objects cannot be read by id here. */
export const LIST_ONLY: readonly string[] = ['subscription_items'];
