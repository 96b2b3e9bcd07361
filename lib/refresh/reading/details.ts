import { hasEnded } from '../../billing/status.ts';
import { latestFullInvoice } from '../../billing/tax.ts';
import type { SubscriptionId } from '../../model/ids.ts';
import type { Catalogue, Discount, Schedule, Subscription } from '../../model/subscription.ts';
import { type StripeResult, stopping } from '../../stripe/errors.ts';
import { PAGE_SIZE } from '../../stripe/page-size.ts';
import type { ListRequest } from '../../stripe/reads/list-page.ts';
import type { PageWriter } from '../page-writer.ts';
import { knownCatalogue } from './catalogue.ts';
import type { ReadContext } from './context.ts';
import { listPages } from './list-pages.ts';
import { lacksFullInvoice } from './look-up.ts';
import { MOST_WALKERS } from './parallel-walk.ts';
import { DONE, forEachInParallel, type Step } from './task-group.ts';

/** Up to this many schedules are read by id: a page of the list may hold none of them. */
const FEW_SCHEDULES = 2;

interface DetailReaderOptions {
  context: ReadContext;
  writer: PageWriter;
  isStopped: () => boolean;
}

/** Reads what few subscriptions need and no list page brings. No request if no subscription needs one. */
export class DetailReader {
  private readonly scheduled = new Map<string, SubscriptionId>();
  private readonly taxed = new Set<SubscriptionId>();
  private readonly discounted = new Set<SubscriptionId>();

  constructor(private readonly options: DetailReaderOptions) {}

  note(subscriptions: readonly Subscription[]): void {
    const { context } = this.options;
    const { permissions } = context.connection;
    for (const facts of subscriptions) {
      if (hasEnded(facts) || facts.missingSince !== null) continue;
      if (facts.scheduleId !== undefined && permissions.schedules)
        this.scheduled.set(facts.scheduleId, facts.id);
      if (permissions.invoices && needsEarlierInvoice(facts)) this.taxed.add(facts.id);
      if (permissions.coupons && facts.discounts.some(lacksProducts)) this.discounted.add(facts.id);
    }
  }

  /**
   * First, because phases refer to products and prices. @param onRead the subscriptions with their schedules
   */
  async readSchedules(onRead: (subscriptions: readonly Subscription[]) => void): Promise<Step> {
    const { writer } = this.options;
    const wanted = new Map<string, Subscription>();
    for (const [id, owner] of this.scheduled) {
      const facts = await this.staged(owner);
      if (facts?.scheduleId === id && facts.schedule === undefined) wanted.set(id, facts);
    }
    const found = await this.findSchedules(wanted);
    if (!found.ok) return found.code === 'stripe-permission' ? DONE : found;
    const subscriptions: Subscription[] = [];
    for (const [id, schedule] of found.schedules) {
      const facts = wanted.get(id);
      if (facts) subscriptions.push({ ...facts, schedule: withKnownDiscounts(schedule, facts) });
    }
    if (subscriptions.length > 0) await writer.storePage({ subscriptions }, () => undefined);
    onRead(subscriptions);
    return DONE;
  }

  /** Lists pages of 100 while a page brings several, then reads the rest by id. */
  private async findSchedules(
    wanted: ReadonlyMap<string, Subscription>,
  ): Promise<StripeResult<{ schedules: Map<string, Schedule> }>> {
    const { context, isStopped } = this.options;
    const { reader, connection } = context;
    const schedules = new Map<string, Schedule>();
    const left = () => [...wanted.keys()].filter((id) => !schedules.has(id));
    const options = {
      permissions: connection.permissions,
      currencyOf: (id: string) => wanted.get(id)?.currency ?? '',
    };
    if (left().length > FEW_SCHEDULES && !isStopped()) {
      const list = (request: ListRequest) => reader.listSchedules({ limit: PAGE_SIZE, ...request }, options);
      for await (const page of listPages(list)) {
        if (!page.ok) return page;
        const brought = page.items.filter(({ id }) => wanted.has(id));
        for (const schedule of brought) schedules.set(schedule.id, schedule);
        if (brought.length <= FEW_SCHEDULES || left().length <= FEW_SCHEDULES || isStopped()) break;
      }
    }
    const step = await forEachInParallel(left(), { atOnce: MOST_WALKERS, isStopped }, async (id) => {
      const read = await reader.getSchedule(id, options);
      if (read.ok) schedules.set(id, read.schedule);
      return read.ok ? DONE : (stopping(read) ?? DONE);
    });
    return step.ok ? { ok: true, schedules } : step;
  }

  /** Runs after the coupon list: only coupons missing there, or reusing an id, need a request. */
  async readRest(): Promise<Step> {
    const { context, isStopped } = this.options;
    const options = { atOnce: MOST_WALKERS, isStopped };
    const invoices = await forEachInParallel([...this.taxed], options, (id) => this.readEarlierInvoice(id));
    if (!invoices.ok || this.discounted.size === 0) return invoices;
    const catalogue = await knownCatalogue(context);
    return forEachInParallel([...this.discounted], options, (id) => this.readProducts(id, catalogue));
  }

  private async readEarlierInvoice(id: SubscriptionId): Promise<Step> {
    const { context, writer } = this.options;
    const facts = await this.staged(id);
    // An earlier refresh's result, even an empty one, was carried over.
    if (!facts || !lacksFullInvoice(facts) || facts.latestCycleInvoice === null) return DONE;
    const listed = await context.reader.listInvoicesOf(id);
    if (!listed.ok) return stopping(listed) ?? DONE;
    const full = listed.items.find((invoice) => latestFullInvoice({ latestInvoice: invoice }) !== null);
    await writer.storePage(
      { subscriptions: [{ ...facts, latestCycleInvoice: full ?? null }] },
      () => undefined,
    );
    return DONE;
  }

  private async readProducts(id: SubscriptionId, catalogue: Catalogue): Promise<Step> {
    const { context, writer } = this.options;
    const facts = await this.staged(id);
    const isListed = ({ coupon }: Discount) => {
      const listed = coupon && catalogue.coupons.get(coupon.id);
      return listed !== undefined && listed.appliesTo !== undefined && listed.created === coupon?.created;
    };
    if (!facts?.discounts.some((discount) => lacksProducts(discount) && !isListed(discount))) return DONE;
    const found = await context.reader.getSubscription(id, { couponProducts: true });
    if (!found.ok) return stopping(found) ?? DONE;
    const read = new Map(found.subscription.facts.discounts.map((one) => [one.id, one.coupon]));
    const discounts = facts.discounts.map((discount) => {
      const coupon = read.get(discount.id);
      return coupon && lacksProducts(discount) ? { ...discount, coupon } : discount;
    });
    await writer.storePage({ subscriptions: [{ ...facts, discounts }] }, () => undefined);
    return DONE;
  }

  private async staged(id: SubscriptionId): Promise<Subscription | null> {
    const { store, connection, run } = this.options.context;
    const record = await store.get('subscriptions', [connection.id, run.generation, id]);
    if (!record) return null;
    const { connectionId: _connection, generation: _generation, ...facts } = record;
    return facts;
  }
}

/** Embedded coupons lack their product limits. */
const lacksProducts = ({ coupon }: Discount): boolean =>
  coupon !== undefined && coupon.appliesTo === undefined;

/** The price may include automatic tax, and the missing invoice is not the first one. */
const needsEarlierInvoice = (facts: Subscription): boolean =>
  lacksFullInvoice(facts) &&
  facts.latestInvoice !== null &&
  facts.latestInvoice.billingReason !== 'subscription_create' &&
  facts.items.some(({ price }) => price.taxBehavior !== 'exclusive');

/** A phase that keeps a discount names only its id. */
function withKnownDiscounts(schedule: Schedule, { discounts, items }: Subscription): Schedule {
  const known = new Map(
    [...discounts, ...items.flatMap((item) => item.discounts)].map((one) => [one.id, one]),
  );
  const whole = (discount: Discount) => (discount.couponId === null && known.get(discount.id)) || discount;
  return {
    ...schedule,
    phases: schedule.phases.map((phase) => ({
      ...phase,
      discounts: phase.discounts.map(whole),
      items: phase.items.map((item) => ({ ...item, discounts: item.discounts.map(whole) })),
    })),
  };
}
