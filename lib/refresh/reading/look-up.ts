import { hasEnded } from '../../billing/status.ts';
import { latestFullInvoice } from '../../billing/tax.ts';
import type { SubscriptionId } from '../../model/ids.ts';
import type { Coupon, Subscription } from '../../model/subscription.ts';
import type { Page } from '../../store/generations/generations.ts';
import { stagingOf } from '../../store/generations/staging.ts';
import type { StripeResult } from '../../stripe/errors.ts';
import { expansionsFor } from '../../stripe/expansions.ts';
import type { ParsedSubscription } from '../../stripe/parse/subscription.ts';
import { type AccountReadContext, lastKnown } from './context.ts';

/** Ended subscriptions that no client is linked to are of no use to anybody. */
export function isWanted(facts: Subscription, linked: ReadonlySet<SubscriptionId>): boolean {
  return !hasEnded(facts) || linked.has(facts.id);
}

/** The facts of a subscription as Stripe sent it; where it carries only its first items, the others are read. */
export async function withAllItems(
  { reader, connection }: Pick<AccountReadContext, 'reader' | 'connection'>,
  parsed: ParsedSubscription,
): Promise<StripeResult<{ facts: Subscription }>> {
  if (!parsed.moreItems) return { ok: true, facts: parsed.facts };
  const expand = expansionsFor(connection.permissions);
  const all = await reader.listSubscriptionItems(parsed.facts.id, { expand });
  return all.ok ? { ok: true, facts: { ...parsed.facts, items: all.items } } : all;
}

/** What a read of one subscription by id came to. */
export type Looked =
  | { kind: 'found'; facts: Subscription; coupons: Coupon[] }
  /** Gone from Stripe; the last facts that are known, marked so. */
  | { kind: 'missing'; facts: Subscription }
  /** Gone, and never read or not linked. */
  | { kind: 'absent' };

/** Reads one subscription by its id. */
export async function lookUp(
  context: AccountReadContext,
  id: SubscriptionId,
): Promise<StripeResult<{ looked: Looked }>> {
  const { reader, connection, run, linked } = context;
  const found = await reader.getSubscription(id, { expand: expansionsFor(connection.permissions) });
  if (found.ok) {
    const whole = await withAllItems(context, found.subscription);
    if (!whole.ok) return whole;
    return { ok: true, looked: { kind: 'found', facts: whole.facts, coupons: found.subscription.coupons } };
  }
  if (found.code !== 'stripe-not-found' && found.code !== 'stripe-wrong-mode') {
    return { ...found, code: found.code };
  }
  const last = linked.has(id) ? await lastKnown(context, id) : null;
  if (!last) return { ok: true, looked: { kind: 'absent' } };
  const facts = { ...last, missingSince: last.missingSince ?? run.startedAt };
  return { ok: true, looked: { kind: 'missing', facts } };
}

/**
 * Stripe's latest invoice of a subscription may be of a change in the middle of a period. The last one of a full
 * period, which tells how much of a price is automatic tax, is then carried over from what is shown.
 */
export async function withFullInvoices(
  context: Pick<AccountReadContext, 'store' | 'connection'>,
  page: Page,
): Promise<Page> {
  if (!page.subscriptions?.some(lacksFullInvoice)) return page;
  const carried = page.subscriptions.map(async (facts) => {
    const last = lacksFullInvoice(facts) ? await lastKnown(context, facts.id) : null;
    const invoice = last && latestFullInvoice(last);
    return invoice ? { ...facts, latestCycleInvoice: invoice } : facts;
  });
  return { ...page, subscriptions: await Promise.all(carried) };
}

const lacksFullInvoice = (facts: Subscription): boolean =>
  facts.automaticTax && latestFullInvoice(facts) === null;

/**
 * Leaves out coupons that are known already. Those that come along with a discount lack what they are limited to; the
 * list of coupons has it, but lacks deleted ones. So what is known is never replaced by less.
 */
export async function withoutKnownCoupons(
  { store, connection }: Pick<AccountReadContext, 'store' | 'connection'>,
  page: Page,
): Promise<Page> {
  const coupons: Coupon[] = [];
  for (const coupon of new Map((page.coupons ?? []).map((one) => [one.id, one])).values()) {
    const keys = [connection.id, stagingOf(connection.id)];
    const known = await Promise.all(keys.map((owner) => store.getKey('coupons', [owner, coupon.id])));
    if (known.every((key) => key === undefined)) coupons.push(coupon);
  }
  return { ...page, coupons };
}
