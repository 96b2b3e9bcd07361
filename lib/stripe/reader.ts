import Stripe from 'stripe';
import type { Permission, Permissions } from '../model/permissions.ts';
import type {
  Coupon,
  Discount,
  Invoice,
  PriceTerms,
  Schedule,
  Subscription,
  SubscriptionItem,
} from '../model/subscription.ts';
import type { Seconds } from '../model/units.ts';
import { type FoundResult, failureOf, type StripeResult, withoutNotFound } from './errors.ts';
import { expansionsOfItems, expansionsOfOne, expansionsOfSchedules } from './expansions.ts';
import { PAGE_SIZE } from './page-size.ts';
import { parseCoupon, parsePriceTerms, parseProduct } from './parse/catalogue.ts';
import { type ChangedIds, EVENT_TYPES, type EventType, parseEvent } from './parse/event.ts';
import { accountNameOf, hostedPageOf, parseInvoice } from './parse/invoice.ts';
import { at, id, readOne, text, time } from './parse/raw.ts';
import { parseSchedule } from './parse/schedule.ts';
import {
  type ParsedSubscription,
  parseCustomer,
  parseItem,
  parseSubscription,
} from './parse/subscription.ts';
import { createPacer, LIVE_PACE, TEST_PACE } from './transport/pace.ts';
import { createReadOnlyFetch, isReadableId, type RequestReport } from './transport/read-only-fetch.ts';
import { createRetrier } from './transport/retry.ts';

/** Milliseconds, body included; Chrome ends a waiting worker after 30 s. */
const TIMEOUT_MS = 20_000;

/** Seconds. */
export interface CreatedRange {
  gt?: number;
  gte?: number;
  lt?: number;
  lte?: number;
}

export interface ListPage<T> {
  items: T[];
  hasMore: boolean;
  /** For `startingAfter`; null if the page is empty. */
  lastId: string | null;
  /** `created` of the first and last object. */
  newest: Seconds | null;
  oldest: Seconds | null;
  /** Ids of unparsable objects, '' without an id. */
  unreadable: string[];
}

export interface ListRequest {
  /** 1 to 100; default 100. */
  limit?: number;
  startingAfter?: string;
  /** Objects just newer than this id (`hasMore`: still newer). Never with `startingAfter`. */
  endingBefore?: string;
  created?: CreatedRange;
}

export interface ScheduleOptions {
  permissions: Permissions;
  currencyOf: (scheduleId: string) => string;
}

export interface StripeReader {
  /** Newest `created` first. Without `status` Stripe omits canceled ones; 'all' includes them. */
  listSubscriptions(
    request: ListRequest & { status?: string; expand?: readonly string[] },
  ): Promise<StripeResult<ListPage<ParsedSubscription>>>;
  listOpenInvoices(request?: ListRequest): Promise<StripeResult<ListPage<Invoice>>>;
  /** `expand` as for lists. `couponProducts`: also reads `applies_to`, even of deleted coupons. */
  getSubscription(
    id: string,
    options?: { expand?: readonly string[]; couponProducts?: boolean },
  ): Promise<FoundResult<{ subscription: ParsedSubscription }>>;
  /** `page`: where the client can pay it, to be kept nowhere; null: Stripe has none. */
  getInvoicePage(id: string): Promise<FoundResult<{ page: string | null }>>;
  /** The latest 100, newest first. */
  listInvoicesOf(subscriptionId: string): Promise<StripeResult<ListPage<Invoice>>>;
  /** Of all subscriptions, with the prices and coupons that the key may read. */
  listSchedules(request: ListRequest, options: ScheduleOptions): Promise<StripeResult<ListPage<Schedule>>>;
  getSchedule(id: string, options: ScheduleOptions): Promise<FoundResult<{ schedule: Schedule }>>;
  getCustomer(
    id: string,
  ): Promise<FoundResult<{ customer: Subscription['customer']; discount: Discount | null }>>;
  /** 100 ids per request. Deleted products are missing from the result. */
  listProducts(ids: readonly string[]): Promise<StripeResult<{ names: Map<string, string> }>>;
  getPriceTerms(id: string, currencies?: readonly string[]): Promise<FoundResult<{ terms: PriceTerms }>>;
  listCoupons(request?: ListRequest): Promise<StripeResult<ListPage<Coupon>>>;
  /** All pages. `expand` as for lists of subscriptions. */
  listSubscriptionItems(
    subscriptionId: string,
    options?: { expand?: readonly string[] },
  ): Promise<StripeResult<{ items: SubscriptionItem[] }>>;
  /** Newest first; by default all of EVENT_TYPES. */
  listEvents(
    request: ListRequest & { types?: readonly EventType[] },
  ): Promise<StripeResult<ListPage<ChangedIds>>>;
  /** Refused for most restricted keys. */
  getAccount(): Promise<StripeResult<{ accountId: string | null; accountName: string | null }>>;
  /** Reads one object to test the permission. */
  probe(permission: Permission): Promise<StripeResult<{ accountName: string | null }>>;
  /** Requests sent, retries included. */
  readonly requests: number;
}

export interface StripeReaderOptions {
  key: string;
  fetch: typeof fetch;
  /** Milliseconds since 1970. */
  now: () => number;
  random: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** Before a request is sent, which waits for it. */
  onSend?: (report: RequestReport) => Promise<void>;
  onRequest?: (report: RequestReport) => void;
  signal?: AbortSignal;
  /** false: fails immediately as 'offline'. */
  isOnline?: () => boolean;
  /** Milliseconds of retries per read; default 45 000. */
  retryBudgetMs?: number;
  /** No retry starts later (ms since 1970). */
  deadline?: number;
}

/** Stripe allows 20 items; more pages mean an endless list. */
const MAX_ITEM_PAGES = 20;

type Sdk = InstanceType<typeof Stripe>;
interface RawList {
  data?: unknown;
  has_more?: unknown;
}

/** A paced, retrying reader of one account. Failures are values, without Stripe's text or the key. */
export function createStripeReader(options: StripeReaderOptions): StripeReader {
  const { signal, now } = options;
  let requests = 0;
  let built: Sdk | null = null;
  const stripe = (): Sdk => {
    built ??= buildSdk(options, () => {
      requests += 1;
    });
    return built;
  };
  const pacer = createPacer({
    now,
    sleep: options.sleep,
    ...(signal ? { signal } : {}),
    limits: isTestKey(options.key) ? TEST_PACE : LIVE_PACE,
  });
  const retrier = createRetrier({
    pacer,
    random: options.random,
    ...(options.deadline === undefined ? {} : { deadline: options.deadline }),
    limits: options.retryBudgetMs === undefined ? {} : { retryBudgetMs: options.retryBudgetMs },
  });

  function read<T extends object>(
    endpoint: string,
    call: (sdk: Sdk) => Promise<unknown>,
    understand: (answer: unknown) => ({ ok: true } & T) | null,
  ): Promise<FoundResult<T>> {
    return retrier.run(endpoint, async (): Promise<FoundResult<T>> => {
      let answer: unknown;
      try {
        answer = await call(stripe());
      } catch (error) {
        return failureOf(error);
      }
      return understand(answer) ?? { ok: false, code: 'stripe-bad-answer' };
    });
  }

  async function list<T extends object>(
    endpoint: string,
    call: (sdk: Sdk) => Promise<RawList>,
    understand: (answer: unknown) => ({ ok: true } & T) | null,
  ): Promise<StripeResult<T>> {
    const result = await read(endpoint, call, understand);
    return result.ok ? result : withoutNotFound(result);
  }

  const itemsOf: StripeReader['listSubscriptionItems'] = async (subscriptionId, { expand = [] } = {}) => {
    const expansion = expandParameter(expansionsOfItems(expand));
    const items: SubscriptionItem[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < MAX_ITEM_PAGES; pages += 1) {
      const cursor: { starting_after?: string } = after === null ? {} : { starting_after: after };
      const page: StripeResult<ListPage<SubscriptionItem>> = await list(
        'subscription_items',
        (sdk) =>
          sdk.subscriptionItems.list({
            subscription: subscriptionId,
            limit: PAGE_SIZE,
            ...cursor,
            ...expansion,
          }),
        (answer) => listPageOf(answer, (raw) => parseItem(raw, UNKNOWN_CURRENCY)?.item ?? null),
      );
      if (!page.ok) return page;
      items.push(...page.items);
      if (!page.hasMore || page.lastId === null) return { ok: true, items };
      after = page.lastId;
    }
    return { ok: false, code: 'stripe-bad-answer' };
  };

  return {
    listSubscriptions: ({ status, expand, ...request }) =>
      list(
        'subscriptions',
        (sdk) =>
          sdk.subscriptions.list({
            ...pageParameters(request),
            ...(status === undefined ? {} : { status }),
            ...expandParameter(expand),
          }),
        (answer) =>
          listPageOf(answer, (raw) => {
            const parsed = parseSubscription(raw);
            return parsed.ok ? parsed.subscription : null;
          }),
      ),

    listOpenInvoices: (request = {}) =>
      list(
        'invoices',
        (sdk) => sdk.invoices.list({ ...pageParameters(request), status: 'open' }),
        (answer) =>
          listPageOf(answer, (raw) => {
            const parsed = parseInvoice(raw);
            return parsed.ok ? parsed.invoice : null;
          }),
      ),

    getSubscription: async (id, { expand = [], couponProducts = false } = {}) => {
      if (!isReadableId('subscriptions', id)) return NOT_FOUND;
      const paths = [...expansionsOfOne(expand), ...(couponProducts ? COUPON_PRODUCTS : [])];
      return read(
        'subscriptions/id',
        (sdk) => sdk.subscriptions.retrieve(id, expandParameter(paths)),
        (answer) => {
          const parsed = parseSubscription(answer, { appliesToRead: couponProducts });
          return parsed.ok && parsed.subscription.facts.id === id ? parsed : null;
        },
      );
    },

    getInvoicePage: async (id) => {
      if (!isReadableId('invoices', id)) return NOT_FOUND;
      return read(
        'invoices/id',
        (sdk) => sdk.invoices.retrieve(id),
        (answer) => (idOf(answer) === id ? { ok: true, page: hostedPageOf(answer) } : null),
      );
    },

    listInvoicesOf: (subscriptionId) =>
      list(
        'invoices',
        (sdk) => sdk.invoices.list({ subscription: subscriptionId, limit: PAGE_SIZE }),
        (answer) =>
          listPageOf(answer, (raw) => {
            const parsed = parseInvoice(raw);
            return parsed.ok ? parsed.invoice : null;
          }),
      ),

    listSchedules: (request, { permissions, currencyOf }) =>
      list(
        'subscription_schedules',
        (sdk) =>
          sdk.subscriptionSchedules.list({
            ...pageParameters(request),
            ...expandParameter(expansionsOfSchedules(permissions).map((path) => `data.${path}`)),
          }),
        (answer) =>
          listPageOf(answer, (raw) => {
            const parsed = parseSchedule(raw, currencyOf(idOf(raw) ?? ''));
            return parsed.ok ? parsed.schedule : null;
          }),
      ),

    getSchedule: async (id, { permissions, currencyOf }) => {
      if (!isReadableId('subscription_schedules', id)) return NOT_FOUND;
      const paths = expansionsOfSchedules(permissions, { items: true });
      return read(
        'subscription_schedules/id',
        (sdk) => sdk.subscriptionSchedules.retrieve(id, expandParameter(paths)),
        (answer) => {
          const parsed = parseSchedule(answer, currencyOf(id));
          return parsed.ok && parsed.schedule.id === id ? parsed : null;
        },
      );
    },

    getCustomer: async (id) => {
      if (!isReadableId('customers', id)) return NOT_FOUND;
      return read(
        'customers/id',
        (sdk) => sdk.customers.retrieve(id),
        (answer) => {
          const parsed = parseCustomer(answer);
          if (!parsed.ok || parsed.customer.id !== id) return null;
          return { ok: true, customer: parsed.customer, discount: parsed.discount };
        },
      );
    },

    listProducts: async (ids) => {
      const names = new Map<string, string>();
      for (const batch of batchesOf([...new Set(ids)], PAGE_SIZE)) {
        const page = await list(
          'products',
          (sdk) => sdk.products.list({ ids: batch, limit: PAGE_SIZE }),
          (answer) =>
            listPageOf(answer, (raw) => {
              const parsed = parseProduct(raw);
              return parsed.ok ? parsed.product : null;
            }),
        );
        if (!page.ok) return page;
        for (const { id, name } of page.items) names.set(id, name);
      }
      return { ok: true, names };
    },

    getPriceTerms: async (id, currencies = []) => {
      if (!isReadableId('prices', id)) return NOT_FOUND;
      // Must name each currency: Stripe silently ignores "currency_options.tiers".
      const tiersOf = currencies.filter(isCurrencyCode).map((code) => `currency_options.${code}.tiers`);
      return read(
        'prices/id',
        (sdk) => sdk.prices.retrieve(id, { expand: ['tiers', 'currency_options', ...tiersOf] }),
        (answer) => {
          const parsed = parsePriceTerms(answer);
          return parsed.ok && parsed.terms.id === id ? parsed : null;
        },
      );
    },

    listCoupons: (request = {}) =>
      list(
        'coupons',
        (sdk) =>
          sdk.coupons.list({
            ...pageParameters(request),
            expand: ['data.applies_to', 'data.currency_options'],
          }),
        (answer) =>
          listPageOf(answer, (raw) => {
            const parsed = parseCoupon(raw, { appliesToRead: true });
            return parsed.ok ? parsed.coupon : null;
          }),
      ),

    listSubscriptionItems: itemsOf,

    listEvents: ({ types = EVENT_TYPES, ...request }) =>
      list(
        'events',
        (sdk) => sdk.events.list({ ...pageParameters(request), types: [...types] }),
        (answer) =>
          listPageOf(answer, (raw) => {
            const parsed = parseEvent(raw);
            return parsed.ok ? parsed.changed : null;
          }),
      ),

    getAccount: () =>
      list(
        'account',
        (sdk) => sdk.accounts.retrieveCurrent() as Promise<RawList>,
        (answer) => (idOf(answer) === null ? null : { ok: true, ...parseAccount(answer) }),
      ),

    probe: (permission) =>
      list(
        permission,
        (sdk) => PROBES[permission](sdk),
        (answer) => {
          const found = at(answer, 'data');
          if (!Array.isArray(found)) return null;
          return { ok: true, accountName: permission === 'invoices' ? accountNameOf(found[0]) : null };
        },
      ),

    get requests() {
      return requests;
    },
  };
}

/** Stripe's maximum depth; in a list it would be one too deep. */
const COUPON_PRODUCTS = ['discounts.source.coupon.applies_to', 'discounts.source.coupon.currency_options'];
const NOT_FOUND = { ok: false, code: 'stripe-not-found' } as const;
const UNKNOWN_CURRENCY = 'xxx';

const PROBES: Record<Permission, (sdk: Sdk) => Promise<RawList>> = {
  subscriptions: (sdk) => sdk.subscriptions.list({ limit: 1, status: 'all' }),
  customers: (sdk) => sdk.customers.list({ limit: 1 }),
  invoices: (sdk) => sdk.invoices.list({ limit: 1 }),
  prices: (sdk) => sdk.prices.list({ limit: 1 }),
  products: (sdk) => sdk.products.list({ limit: 1 }),
  coupons: (sdk) => sdk.coupons.list({ limit: 1 }),
  events: (sdk) => sdk.events.list({ limit: 1 }),
  schedules: (sdk) => sdk.subscriptionSchedules.list({ limit: 1 }),
};

function buildSdk(options: StripeReaderOptions, onSent: () => void): Sdk {
  const { key, fetch, now, onSend, onRequest, signal, isOnline } = options;
  const readOnly = createReadOnlyFetch(fetch, {
    now,
    timeoutMs: TIMEOUT_MS,
    onRequest: (report) => {
      onSent();
      onRequest?.(report);
    },
    ...(onSend ? { onSend } : {}),
    ...(signal ? { signal } : {}),
    ...(isOnline ? { isOnline } : {}),
  });
  return new Stripe(key, {
    httpClient: Stripe.createFetchHttpClient(readOnly),
    // We retry ourselves: the SDK doesn't retry a 429, and takes an abort for a lost connection.
    maxNetworkRetries: 0,
    // Longer than ours, which knows why it ended.
    timeout: TIMEOUT_MS + 1_000,
    telemetry: false,
  });
}

function isTestKey(key: string): boolean {
  return /^[a-z]{2}_test_/.test(key);
}

function isCurrencyCode(code: string): boolean {
  return /^[a-z]{3}$/.test(code);
}

function pageParameters({ limit = PAGE_SIZE, startingAfter, endingBefore, created }: ListRequest): {
  limit: number;
  starting_after?: string;
  ending_before?: string;
  created?: CreatedRange;
} {
  return {
    limit,
    ...(startingAfter === undefined ? {} : { starting_after: startingAfter }),
    ...(endingBefore === undefined ? {} : { ending_before: endingBefore }),
    ...(created === undefined ? {} : { created }),
  };
}

function expandParameter(expand: readonly string[] | undefined): { expand?: string[] } {
  return expand === undefined || expand.length === 0 ? {} : { expand: [...expand] };
}

/** null if the list is invalid or can't be continued. */
function listPageOf<T>(
  answer: unknown,
  parse: (raw: unknown) => T | null,
): ({ ok: true } & ListPage<T>) | null {
  const raws = at(answer, 'data');
  const hasMore = at(answer, 'has_more');
  // Treating a missing `has_more` as the end would lose the rest.
  if (!Array.isArray(raws) || typeof hasMore !== 'boolean') return null;
  const items: T[] = [];
  const unreadable: string[] = [];
  for (const raw of raws) {
    const parsed = parse(raw);
    if (parsed === null) unreadable.push(idOf(raw) ?? '');
    else items.push(parsed);
  }
  const lastId = idOf(raws.at(-1));
  if (hasMore && lastId === null) return null;
  return {
    ok: true,
    items,
    hasMore,
    lastId,
    newest: createdOf(raws[0]),
    oldest: createdOf(raws.at(-1)),
    unreadable,
  };
}

function idOf(raw: unknown): string | null {
  return readOne(id, at(raw, 'id'));
}

function createdOf(raw: unknown): Seconds | null {
  return readOne(time, at(raw, 'created'));
}

function parseAccount(raw: unknown): { accountId: string | null; accountName: string | null } {
  const dashboard = at(at(raw, 'settings'), 'dashboard');
  return {
    accountId: idOf(raw),
    accountName:
      readOne(text, at(dashboard, 'display_name')) ??
      readOne(text, at(at(raw, 'business_profile'), 'name')) ??
      readOne(text, at(raw, 'email')),
  };
}

function batchesOf<T>(all: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let start = 0; start < all.length; start += size) batches.push(all.slice(start, start + size));
  return batches;
}
