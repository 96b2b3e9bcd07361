import type { CouponFacts, InvoiceFacts, SubscriptionFacts, SubscriptionId } from '../billing/model.ts';
import { generationRange, readCatalogue as readCatalogueOf } from '../store/facts.ts';
import { type Page, putPage } from '../store/generations.ts';
import type { PageOf } from '../stripe/client.ts';
import type { StripeFailure, StripeResult } from '../stripe/errors.ts';
import { expansionsFor } from '../stripe/expansions.ts';
import { missingReferences } from '../stripe/missing-references.ts';
import type { ParsedSubscription } from '../stripe/parse-subscription.ts';
import {
  type AccountRead,
  type AccountReadContext,
  type AccountReadResult,
  lastKnown,
} from './account-read.ts';

/**
 * The plain full read: every list from its newest object to its oldest, one page after another.
 *
 *     subscriptions -> linked (those that left the list) -> invoices -> names and terms -> done
 *
 * The checkpoint is the stage and the last id of the page that was stored.
 */
interface Checkpoint {
  stage: 'subscriptions' | 'linked' | 'invoices' | 'catalogue' | 'done';
  after: string | null;
  objectsRead: number;
}

const START: Checkpoint = { stage: 'subscriptions', after: null, objectsRead: 0 };

/** Share of the whole that the subscriptions take, for the progress bar: the rest is a few requests. */
const SUBSCRIPTIONS_SHARE = 0.9;
const BATCH = 1000;

export const readWholeAccount: AccountRead = async (context) => {
  const walk = new Walk(context);
  for (;;) {
    const { stage } = walk.at;
    if (stage === 'done') return { ok: true };
    const step =
      stage === 'subscriptions'
        ? await readSubscriptions(walk)
        : stage === 'linked'
          ? await readLinked(walk)
          : stage === 'invoices'
            ? await readInvoices(walk)
            : await readCatalogue(walk);
    if (!step.ok) return step;
  }
};

/** Where the read stands, and how it moves on: only together with what was read. */
class Walk {
  at: Checkpoint;

  constructor(readonly context: AccountReadContext) {
    this.at = { ...START, ...(context.run.walkers as Partial<Checkpoint> | null) };
  }

  async store(page: Page, next: Partial<Checkpoint>): Promise<void> {
    const { store, run, reader } = this.context;
    const objects = (page.subscriptions?.length ?? 0) + (page.invoices?.length ?? 0);
    this.at = { ...this.at, ...next, objectsRead: this.at.objectsRead + objects };
    await putPage(store, { ...run, walkers: this.at, requests: run.requests + reader.requests }, page);
  }
}

async function readSubscriptions(walk: Walk): Promise<AccountReadResult> {
  const { reader, connection, store } = walk.context;
  const expand = expansionsFor(connection.permissions);
  const before = await store.count('subscriptions', generationRange(connection.id, connection.generation));
  for (;;) {
    const { after } = walk.at;
    const page = await reader.listSubscriptions({
      limit: 100,
      ...(after ? { startingAfter: after } : {}),
      expand,
    });
    if (!page.ok) return after && isCursorGone(page) ? { ok: false, code: 'restart' } : page;
    const whole = await withAllItems(walk, page.items);
    if (!whole.ok) return whole;
    await walk.store(
      { subscriptions: whole.facts, coupons: await newCoupons(walk, page.items) },
      page.hasMore && page.lastId ? { after: page.lastId } : { stage: 'linked', after: null },
    );
    walk.context.onProgress({
      objectsRead: walk.at.objectsRead,
      fraction: before > 0 ? Math.min(1, walk.at.objectsRead / before) * SUBSCRIPTIONS_SHARE : null,
    });
    if (!page.hasMore) return { ok: true };
  }
}

/** Stripe refuses a cursor whose object is gone with 'resource_missing', which arrives as a refusal of the request. */
function isCursorGone(failure: StripeFailure): boolean {
  return failure.code === 'stripe-refused';
}

/**
 * Coupons that came along with discounts and are not known yet. The list of coupons knows more of them (what they are
 * limited to) and is read later, but it lacks deleted ones; so what is known already is never replaced by less.
 */
async function newCoupons(
  { context: { store, connection } }: Walk,
  items: readonly ParsedSubscription[],
): Promise<CouponFacts[]> {
  const found = new Map(items.flatMap((item) => item.coupons).map((coupon) => [coupon.id, coupon]));
  for (const id of found.keys()) {
    if ((await store.getKey('coupons', [connection.id, id])) !== undefined) found.delete(id);
  }
  return [...found.values()];
}

/** A subscription object carries only its first items; the others are read by themselves. */
async function withAllItems(
  walk: Walk,
  parsed: readonly ParsedSubscription[],
): Promise<StripeResult<{ facts: SubscriptionFacts[] }>> {
  const { reader, connection } = walk.context;
  const facts: SubscriptionFacts[] = [];
  for (const one of parsed) {
    if (!one.moreItems) {
      facts.push(one.facts);
      continue;
    }
    const all = await reader.listSubscriptionItems(one.facts.id, {
      expand: expansionsFor(connection.permissions),
    });
    if (!all.ok) return all;
    facts.push({ ...one.facts, items: all.items });
  }
  return { ok: true, facts };
}

/** Linked subscriptions that the list did not have: ended ones are read by id, one that is gone keeps its last known facts. */
async function readLinked(walk: Walk): Promise<AccountReadResult> {
  const { store, connection, run, reader, linked } = walk.context;
  const expand = expansionsFor(connection.permissions);
  for (const id of linked) {
    if ((await store.getKey('subscriptions', [connection.id, run.generation, id])) !== undefined) continue;
    const found = await reader.getSubscription(id, { expand });
    if (found.ok) {
      const whole = await withAllItems(walk, [found.subscription]);
      if (!whole.ok) return whole;
      const coupons = await newCoupons(walk, [found.subscription]);
      await walk.store({ subscriptions: whole.facts, coupons }, {});
    } else if (found.code === 'stripe-not-found' || found.code === 'stripe-wrong-mode') {
      await keepLastKnown(walk, id);
    } else {
      return { ...found, code: found.code };
    }
  }
  await walk.store({}, { stage: 'invoices', after: null });
  return { ok: true };
}

async function keepLastKnown(walk: Walk, id: SubscriptionId): Promise<void> {
  const last = await lastKnown(walk.context, id);
  if (!last) return;
  await walk.store(
    { subscriptions: [{ ...last, missingSince: last.missingSince ?? walk.context.run.startedAt }] },
    {},
  );
}

async function readInvoices(walk: Walk): Promise<AccountReadResult> {
  const { reader, connection, onProgress } = walk.context;
  if (connection.permissions.invoices) {
    for (;;) {
      const { after } = walk.at;
      const page: StripeResult<PageOf<InvoiceFacts>> = await reader.listOpenInvoices({
        limit: 100,
        ...(after ? { startingAfter: after } : {}),
      });
      if (!page.ok) return after && isCursorGone(page) ? { ok: false, code: 'restart' } : page;
      const more = page.hasMore && page.lastId !== null;
      await walk.store({ invoices: page.items }, more ? { after: page.lastId } : { after: null });
      onProgress({ objectsRead: walk.at.objectsRead, fraction: null });
      if (!more) break;
    }
  }
  await walk.store({}, { stage: 'catalogue', after: null });
  return { ok: true };
}

/** Names, tiers and coupons that the stored subscriptions refer to. */
async function readCatalogue(walk: Walk): Promise<AccountReadResult> {
  const { reader, connection } = walk.context;
  const { permissions } = connection;
  const wanted = await referencesOf(walk.context);
  if (permissions.products && wanted.products.size > 0) {
    const products = await reader.listProducts([...wanted.products]);
    if (!products.ok) return products;
    await walk.store({ products: [...products.names].map(([id, name]) => ({ id, name })) }, {});
  }
  if (permissions.prices) {
    for (const [id, currencies] of wanted.prices) {
      const terms = await reader.getPriceTerms(id, [...currencies]);
      if (terms.ok) await walk.store({ prices: [terms.terms] }, {});
      else if (terms.code !== 'stripe-not-found') return { ...terms, code: terms.code };
    }
  }
  if (permissions.coupons && wanted.coupons.size > 0) {
    const coupons = await readCoupons(walk);
    if (!coupons.ok) return coupons;
  }
  await walk.store({}, { stage: 'done' });
  return { ok: true };
}

async function readCoupons(walk: Walk): Promise<StripeResult<object>> {
  let after: string | null = null;
  for (;;) {
    const page: StripeResult<PageOf<CouponFacts>> = await walk.context.reader.listCoupons({
      limit: 100,
      ...(after ? { startingAfter: after } : {}),
    });
    if (!page.ok) return page;
    await walk.store({ coupons: page.items }, {});
    if (!page.hasMore || page.lastId === null) return { ok: true };
    after = page.lastId;
  }
}

/** By id what is still to be read: product names, the terms of prices (with the currencies wanted), coupons. */
interface References {
  products: Set<string>;
  prices: Map<string, Set<string>>;
  coupons: Set<string>;
}

/**
 * Scans what was stored, so that a read which was interrupted needs no memory of it. Names are read anew each time,
 * which is how a renamed product is noticed; tiers of a price never change at Stripe, so known ones are kept.
 */
async function referencesOf({ store, connection, run }: AccountReadContext): Promise<References> {
  const all: References = { products: new Set(), prices: new Map(), coupons: new Set() };
  const known = { prices: (await readCatalogueOf(store, connection.id)).prices };
  const { upper } = generationRange(connection.id, run.generation);
  let lower: unknown = [connection.id, run.generation];
  for (;;) {
    const batch = await store.getAll('subscriptions', IDBKeyRange.bound(lower, upper, true), BATCH);
    const found = missingReferences(batch, known);
    for (const id of found.products) all.products.add(id);
    for (const id of found.coupons) all.coupons.add(id);
    for (const [id, currencies] of found.prices) {
      all.prices.set(id, new Set([...(all.prices.get(id) ?? []), ...currencies]));
    }
    const last = batch.at(-1);
    if (!last || batch.length < BATCH) return all;
    lower = [last.connectionId, last.generation, last.id];
  }
}
