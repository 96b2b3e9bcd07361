import { hasEnded } from '../billing/status.ts';
import type { SubscriptionId } from '../model/ids.ts';
import { type Seconds, toSeconds } from '../model/units.ts';
import type { ConnectionRecord } from '../store/db/schema.ts';
import {
  batchesOf,
  generationRange,
  readCatalogue,
  readSubscription,
} from '../store/records/subscriptions.ts';
import type { StripeResult } from '../stripe/errors.ts';
import { PAGE_SIZE } from '../stripe/page-size.ts';
import type { ChangedIds } from '../stripe/parse/event.ts';
import type { ListRequest } from '../stripe/reads/list-page.ts';
import {
  type ChangesWork,
  type EventsRead,
  type FailedPayments,
  type FullReadReason,
  type FullWork,
  samePermissions,
} from './checkpoint.ts';
import type { ReadContext } from './reading/context.ts';
import { listPages } from './reading/list-pages.ts';
import { listSubscriptionPage, type SubscriptionPage } from './reading/subscription-page.ts';

/**
 * Stripe keeps events for 30 days, and writes them seconds late, several per second. So each listing overlaps
 * the last one by ten minutes and skips ids it has seen. https://docs.stripe.com/api/events
 */
const OVERLAP_S = 600;
const EVENTS_LAST_S = 30 * 86_400;
/** Read everything again after this time, whatever the events say. */
const FULL_READ_EVERY_S = 7 * 86_400;
/** Clocks can be hours off; a last read farther in the future is ignored. */
const CLOCK_SLACK_S = 86_400;
/** Position for an account without events: any that come are new. */
const NO_EVENTS_S = 7 * 86_400;
const SEEN_AT_MOST = 1000;
/** Share of a full read's cost that listing events may reach before a full read is used instead. */
const LISTING_SHARE = 0.05;
/** Pages listed to tell drift from announced changes. */
const LISTED_FOR_DRIFT = 5;
const FEW_IDS = 300;
/** Keeps a commit one short transaction. */
export const MOST_REPLACED = 500;

/** null: the events decide. @param now seconds, UTC */
export function fullReadReason(connection: ConnectionRecord, now: number): FullReadReason | null {
  const { lastFullRead, eventsPosition, permissions, feed, generation } = connection;
  if (lastFullRead === null || generation === 0) return 'first';
  if (!permissions.events || eventsPosition === null) return 'no-events';
  if (!feed || !samePermissions(feed.permissions, permissions)) return 'permissions';
  if (now - lastFullRead >= FULL_READ_EVERY_S || lastFullRead - now > CLOCK_SLACK_S) return 'week';
  if (now - eventsPosition > EVENTS_LAST_S - OVERLAP_S) return 'position-too-old';
  return null;
}

export interface Plan {
  work: FullWork | ChangesWork;
  firstPage: SubscriptionPage | null;
}

export async function planRead(context: ReadContext): Promise<StripeResult<{ plan: Plan }>> {
  const reason = fullReadReason(context.connection, toSeconds(context.now()));
  if (reason !== null) return planFullRead(context, reason);
  const cost = await costOfFullRead(context);
  const since = (context.connection.eventsPosition ?? 0) - OVERLAP_S;
  const listed = await listEvents(context, since, Math.max(1, Math.floor(cost * LISTING_SHARE)));
  if (!listed.ok) return mayNotRead(listed) ? planFullRead(context, 'no-events') : listed;
  const events = eventsRead(context, listed);
  const full = (why: FullReadReason): StripeResult<{ plan: Plan }> => ({
    ok: true,
    plan: { work: fullWork(why, events, failedPaymentsIn(listed.events)), firstPage: null },
  });
  if (!listed.complete) return full('many-changes');
  const seen = new Set(context.connection.feed?.seen);
  const ids = [...listed.unreadable, ...listed.events.map(({ eventId }) => eventId)];
  if (seen.size > 0 && !ids.some((id) => seen.has(id))) return full('gap');
  if (listed.unreadable.some((id) => !seen.has(id))) return full('gap');
  const work: ChangesWork = await changesFrom(context, listed.events, seen, events);
  return (await isCheaper(context, work, cost))
    ? { ok: true, plan: { work, firstPage: null } }
    : full('many-changes');
}

/**
 * Requests the newest page beside the events, to save a round trip. If an event may have come between the two
 * responses, the page is requested again.
 */
async function planFullRead(
  context: ReadContext,
  reason: FullReadReason,
): Promise<StripeResult<{ plan: Plan }>> {
  const { connection, run } = context;
  const [page, listed] = await Promise.all([listSubscriptionPage(context), listForFullRead(context, reason)]);
  if (!listed.ok) return listed;
  if (!page.ok) return page;
  const { events } = listed;
  if (events === null) {
    return { ok: true, plan: { work: fullWork(reason, NO_EVENTS, {}), firstPage: page } };
  }
  const work = fullWork(reason, eventsRead(context, listed), failedPaymentsIn(events));
  if (events.length === 0) work.events.position = (run.startedAt - NO_EVENTS_S) as Seconds;
  if (reason === 'week' && listed.complete) {
    const ids = changedIds(events, new Set(connection.feed?.seen));
    work.announced = { subscriptions: [...ids.subscriptions.keys()], customers: [...ids.customers] };
  }
  const young = toSeconds(context.now()) - OVERLAP_S;
  return {
    ok: true,
    plan: { work, firstPage: events.some(({ created }) => created >= young) ? null : page },
  };
}

const NO_EVENTS: EventsRead = { position: null, seen: [] };

async function listForFullRead(
  context: ReadContext,
  reason: FullReadReason,
): Promise<StripeResult<ListedEvents | { events: null }>> {
  const { permissions, eventsPosition } = context.connection;
  if (!permissions.events) return { ok: true, events: null };
  const listed =
    reason === 'week' && eventsPosition !== null
      ? await listEvents(context, eventsPosition - OVERLAP_S, LISTED_FOR_DRIFT)
      : await listEvents(context, null, 1);
  return !listed.ok && mayNotRead(listed) ? { ok: true, events: null } : listed;
}

const mayNotRead = ({ code }: { code: string }) => code === 'stripe-permission' || code === 'stripe-refused';

interface ListedEvents {
  events: ChangedIds[];
  /** Ids of events that don't say what changed. */
  unreadable: string[];
  complete: boolean;
}

async function listEvents(
  { reader }: ReadContext,
  since: number | null,
  pages: number,
): Promise<StripeResult<ListedEvents>> {
  const from = since === null ? {} : { gte: since };
  const list = ({ created, ...request }: ListRequest) =>
    reader.listEvents({ limit: PAGE_SIZE, created: { ...from, ...created }, ...request });
  const events: ChangedIds[] = [];
  const unreadable: string[] = [];
  let read = 0;
  for await (const page of listPages(list)) {
    if (!page.ok) return page;
    events.push(...page.items);
    unreadable.push(...page.unreadable.filter((id) => id !== ''));
    read += 1;
    if (page.hasMore && read === pages) return { ok: true, events, unreadable, complete: false };
  }
  return { ok: true, events, unreadable, complete: true };
}

function eventsRead({ connection }: ReadContext, { events, unreadable }: ListedEvents): EventsRead {
  const position = events.reduce<number>(
    (newest, { created }) => Math.max(newest, created),
    connection.eventsPosition ?? 0,
  );
  const seen = events.filter(({ created }) => created >= position - OVERLAP_S).map(({ eventId }) => eventId);
  return { position: position as Seconds, seen: [...unreadable, ...seen].slice(0, SEEN_AT_MOST) };
}

/** Newest first, so that the latest failure is kept. */
function failedPaymentsIn(events: readonly ChangedIds[]): FailedPayments {
  const failed: FailedPayments = {};
  for (const { type, created, invoiceIds } of events) {
    if (type === PAYMENT_FAILED) for (const id of invoiceIds) failed[id] ??= created;
  }
  return failed;
}

function fullWork(reason: FullReadReason, events: EventsRead, failedPayments: FailedPayments): FullWork {
  return {
    kind: 'everything',
    reason,
    events: { ...events },
    unread: null,
    large: [],
    announced: null,
    drift: null,
    failedPayments,
  };
}

interface AnnouncedIds {
  /** With the event types that named them. */
  subscriptions: Map<SubscriptionId, Set<string>>;
  customers: Set<string>;
  deletedCustomers: Set<string>;
  products: Set<string>;
  prices: Set<string>;
}

function changedIds(events: readonly ChangedIds[], seen: ReadonlySet<string>): AnnouncedIds {
  const ids: AnnouncedIds = {
    subscriptions: new Map(),
    customers: new Set(),
    deletedCustomers: new Set(),
    products: new Set(),
    prices: new Set(),
  };
  for (const event of events) {
    if (seen.has(event.eventId)) continue;
    for (const id of event.subscriptionIds as SubscriptionId[]) {
      ids.subscriptions.set(id, (ids.subscriptions.get(id) ?? new Set()).add(event.type));
    }
    for (const id of event.customerIds) {
      ids.customers.add(id);
      if (event.type === CUSTOMER_DELETED) ids.deletedCustomers.add(id);
    }
    for (const id of event.productIds) ids.products.add(id);
    for (const id of event.priceIds) ids.prices.add(id);
  }
  return ids;
}

const DELETED = 'customer.subscription.deleted';
const CUSTOMER_DELETED = 'customer.deleted';
const PAYMENT_FAILED = 'invoice.payment_failed';
const OF_SUBSCRIPTIONS = 'customer.subscription.';

async function changesFrom(
  context: ReadContext,
  listed: readonly ChangedIds[],
  seen: ReadonlySet<string>,
  events: EventsRead,
): Promise<ChangesWork> {
  const { store, connection, linked } = context;
  const ids = changedIds(listed, seen);
  const stored = await storedAmong(context, [...ids.subscriptions.keys(), ...linked]);
  const subscriptions = new Set<SubscriptionId>();
  const gone: SubscriptionId[] = [];
  for (const [id, types] of ids.subscriptions) {
    const isKnown = stored.has(id) || linked.has(id);
    // An ended subscription never comes back. Trust only the event's type, not its payload.
    if (types.has(DELETED) && !linked.has(id)) gone.push(id);
    // An invoice of an unknown subscription belongs to an ended one: a new one has its own event.
    else if (isKnown || [...types].some((type) => type.startsWith(OF_SUBSCRIPTIONS))) subscriptions.add(id);
  }
  const absent = new Set(connection.feed?.absent);
  for (const id of linked) if (!stored.has(id) && !absent.has(id)) subscriptions.add(id);
  for (const id of connection.feed?.awaiting ?? []) if (!gone.includes(id)) subscriptions.add(id);
  const names = (await readCatalogue(store, connection.id)).productNames;
  const { customers, prices, running } = await usesOf(context, ids);
  // Stripe cancels a deleted customer's subscriptions; their events may come later.
  for (const id of running) if (!gone.includes(id)) subscriptions.add(id);
  return {
    kind: 'changes',
    events,
    subscriptions: [...subscriptions],
    customers,
    products: [...ids.products].filter((id) => names.has(id)),
    prices,
    gone: gone.filter((id) => stored.has(id)),
    planned: subscriptions.size + customers.length,
    failedPayments: failedPaymentsIn(listed),
  };
}

/** A few are looked up one by one, many by reading all. */
async function storedAmong(
  { store, connection }: ReadContext,
  ids: readonly SubscriptionId[],
): Promise<Set<SubscriptionId>> {
  const { id: owner, generation } = connection;
  if (ids.length > FEW_IDS) {
    const wanted = new Set(ids);
    const found = new Set<SubscriptionId>();
    for await (const batch of batchesOf(store, owner, generation)) {
      for (const { id } of batch) if (wanted.has(id)) found.add(id);
    }
    return found;
  }
  const records = await Promise.all(ids.map((id) => readSubscription(store, owner, generation, id)));
  return new Set(ids.filter((_, index) => records[index] !== null));
}

interface Uses {
  customers: ChangesWork['customers'];
  prices: string[];
  /** Shown subscriptions of deleted customers that have not ended. */
  running: SubscriptionId[];
}

/** What shown subscriptions refer to. Reads all of them, and only if needed. */
async function usesOf(
  { store, connection }: ReadContext,
  { customers, deletedCustomers, prices }: AnnouncedIds,
): Promise<Uses> {
  const mayReadCustomers = connection.permissions.customers;
  const mayReadPrices = connection.permissions.prices && prices.size > 0;
  const found = new Map<string, SubscriptionId[]>();
  const used = new Set<string>();
  const running: SubscriptionId[] = [];
  if (customers.size === 0 && !mayReadPrices) return { customers: [], prices: [], running };
  for await (const batch of batchesOf(store, connection.id, connection.generation)) {
    for (const facts of batch) {
      const { id, customer, items } = facts;
      if (customers.has(customer.id)) found.set(customer.id, [...(found.get(customer.id) ?? []), id]);
      if (deletedCustomers.has(customer.id) && !hasEnded(facts)) running.push(id);
      for (const { price } of mayReadPrices ? items : []) if (prices.has(price.id)) used.add(price.id);
    }
  }
  const listed = mayReadCustomers ? [...found] : [];
  return {
    customers: listed.map(([id, subscriptions]) => ({ id, subscriptions })),
    prices: [...used],
    running,
  };
}

/** In requests, without those that every refresh makes and without ended linked subscriptions. */
async function costOfFullRead({ store, connection }: ReadContext): Promise<number> {
  const count = await store.count('subscriptions', generationRange(connection.id, connection.generation));
  const { productNames, prices, coupons } = await readCatalogue(store, connection.id);
  return pagesOf(count) + pagesOf(productNames.size) + prices.size + pagesOf(coupons.size);
}

const pagesOf = (objects: number) => Math.ceil(objects / PAGE_SIZE);

async function isCheaper(context: ReadContext, work: ChangesWork, full: number): Promise<boolean> {
  const { subscriptions, customers, products, prices, gone } = work;
  const read = new Set<string>(subscriptions);
  const alone = customers.filter((customer) => !customer.subscriptions.some((id) => read.has(id)));
  const replaced =
    subscriptions.length + gone.length + customers.reduce((sum, one) => sum + one.subscriptions.length, 0);
  if (replaced > MOST_REPLACED) return false;
  const cost = subscriptions.length + alone.length + pagesOf(products.length) + prices.length;
  // A full read looks up each ended linked subscription; counted only if it decides.
  return cost <= full || cost <= full + (await endedStored(context));
}

async function endedStored({ store, connection }: ReadContext): Promise<number> {
  let ended = 0;
  for await (const batch of batchesOf(store, connection.id, connection.generation)) {
    ended += batch.filter((facts) => hasEnded(facts) || facts.missingSince !== null).length;
  }
  return ended;
}

/** Lists changes made during a full read, so they don't count as drift. */
export async function listAnnounced(
  context: ReadContext,
): Promise<StripeResult<{ subscriptions: Set<string>; customers: Set<string> }>> {
  const { eventsPosition, feed } = context.connection;
  const listed = await listEvents(context, (eventsPosition ?? 0) - OVERLAP_S, 1);
  if (!listed.ok) return listed;
  const ids = changedIds(listed.events, new Set(feed?.seen));
  return { ok: true, subscriptions: new Set(ids.subscriptions.keys()), customers: ids.customers };
}
