import {
  buildCoupon,
  buildPrice,
  buildProduct,
  type NewCoupon,
  type NewPrice,
} from '../objects/build-catalogue.ts';
import { buildInvoice, type NewInvoice } from '../objects/build-invoice.ts';
import { buildPhase, buildSchedule, type NewSchedule } from '../objects/build-schedule.ts';
import {
  buildCustomer,
  buildItem,
  buildSubscription,
  itemList,
  type NewCustomer,
} from '../objects/build-subscription.ts';
import { periodEnd } from '../objects/money.ts';
import type {
  Coupon,
  Customer,
  Discount,
  Event,
  Invoice,
  Item,
  Price,
  Product,
  Schedule,
  Subscription,
} from '../objects/wire.ts';
import { type AccountOptions, AccountState, type DiscountTarget } from './account-state.ts';

/** Fields that the account fills in itself unless they are given. */
type Lenient<T> = Omit<T, 'id' | 'created' | 'livemode'> & { id?: string; created?: number };

export interface SubscriptionWish {
  id?: string;
  customer: string;
  items: { price: string; quantity?: number }[];
  created?: number;
  /** Default: the currency of the first price. */
  currency?: string;
  /** Begins as a trial of so many days. */
  trialDays?: number;
  /** Makes invoices that are sent, due after so many days. */
  daysUntilDue?: number;
  /** Ids of coupons. */
  coupons?: string[];
  /** Anything else, put over the finished object. */
  fields?: Partial<Subscription>;
}

const DAY = 86_400;

/**
 * A Stripe account whose state tests can change. Every method does what Stripe would do, to all objects
 * concerned, and writes the events that Stripe would write.
 */
export class Account extends AccountState {
  addCustomer(from: Lenient<NewCustomer>): Customer {
    const customer = buildCustomer({
      id: this.newId('cus'),
      created: this.now,
      livemode: this.livemode,
      ...from,
    });
    this.customers.put(customer);
    this.emit('customer.created', customer);
    return customer;
  }

  addProduct(from: { id?: string; name: string; created?: number; active?: boolean }): Product {
    const product = buildProduct({
      id: this.newId('prod'),
      created: this.now,
      livemode: this.livemode,
      ...from,
    });
    this.products.put(product);
    this.emit('product.created', product);
    return product;
  }

  addPrice(from: Lenient<NewPrice>): Price {
    const price = buildPrice({
      id: this.newId('price'),
      created: this.now,
      livemode: this.livemode,
      ...from,
    });
    this.prices.put(price);
    this.emit('price.created', price);
    return price;
  }

  addCoupon(from: Lenient<NewCoupon>): Coupon {
    const coupon = buildCoupon({
      id: this.random.text(8),
      created: this.now,
      livemode: this.livemode,
      ...from,
    });
    this.coupons.put(coupon);
    this.emit('coupon.created', coupon);
    return coupon;
  }

  deleteCoupon(id: string): void {
    const coupon = this.the(this.coupons, id);
    this.coupons.delete(id);
    this.deletedCoupons.set(id, { ...coupon, valid: false });
    this.emit('coupon.deleted', coupon);
  }

  /** A new subscription with its first invoice: paid, or open where it is sent. */
  addSubscription(wish: SubscriptionWish): Subscription {
    const id = wish.id ?? this.newId('sub');
    const created = wish.created ?? this.now;
    const trialEnd = wish.trialDays === undefined ? null : created + wish.trialDays * DAY;
    const items = wish.items.map(({ price: priceId, quantity }) =>
      buildItem(
        {
          id: this.newId('si'),
          price: this.the(this.prices, priceId),
          ...(quantity === undefined ? {} : { quantity }),
          created,
          periodStart: created,
          ...(trialEnd === null ? {} : { periodEnd: trialEnd }),
        },
        id,
      ),
    );
    const discounts = (wish.coupons ?? []).map((coupon) =>
      this.newDiscount(coupon, { customer: wish.customer, subscription: id }),
    );
    const before = buildSubscription({
      id,
      customer: wish.customer,
      currency: wish.currency ?? items[0]?.price.currency ?? 'usd',
      created,
      livemode: this.livemode,
      status: trialEnd === null ? 'active' : 'trialing',
      items: itemList(id, items),
      discounts: discounts.map((discount) => discount.id),
      trial_start: trialEnd === null ? null : created,
      trial_end: trialEnd,
      ...(wish.daysUntilDue === undefined
        ? {}
        : { collection_method: 'send_invoice', days_until_due: wish.daysUntilDue }),
      ...wish.fields,
    });
    this.subscriptions.put(before);
    const sent = wish.daysUntilDue !== undefined;
    const invoice = this.#newInvoice(before, {
      billingReason: 'subscription_create',
      status: sent && trialEnd === null ? 'open' : 'paid',
      free: trialEnd !== null,
      created,
    });
    const subscription = this.subscriptions.put({
      ...before,
      latest_invoice: wish.fields?.latest_invoice ?? invoice.id,
    });
    this.emit('customer.subscription.created', subscription);
    this.#emitBirth(invoice);
    return subscription;
  }

  /** A schedule for the subscription. Nothing of it happens by itself. */
  addSchedule(
    subscriptionId: string,
    plan: Pick<NewSchedule, 'phases' | 'endBehavior'> & { id?: string; created?: number },
  ): Schedule {
    const subscription = this.the(this.subscriptions, subscriptionId);
    const schedule = this.schedules.put(
      buildSchedule({ id: this.newId('sub_sched'), created: this.now, ...plan, subscription }),
    );
    this.emit('subscription_schedule.created', schedule);
    this.#changeSubscription(subscriptionId, { schedule: schedule.id });
    return schedule;
  }

  /** Other phases. Stripe does not touch the subscription for it. */
  changeSchedule(scheduleId: string, phases: NewSchedule['phases']): Schedule {
    const { subscription } = this.the(this.schedules, scheduleId);
    const { currency } = this.the(this.subscriptions, subscription ?? '');
    const planned = phases.map((phase) => buildPhase(phase, currency));
    return this.change(this.schedules, scheduleId, { phases: planned }, 'subscription_schedule.updated');
  }

  /** The subscription goes on as it is, without the schedule. */
  releaseSchedule(scheduleId: string): Schedule {
    const before = this.the(this.schedules, scheduleId);
    const released = this.schedules.put({
      ...before,
      status: 'released',
      current_phase: null,
      released_at: this.now,
      released_subscription: before.subscription,
      subscription: null,
    });
    this.emit('subscription_schedule.released', released);
    if (before.subscription) this.#changeSubscription(before.subscription, { schedule: null });
    return released;
  }

  /** Of a price, only the currency options, the tax behavior and words can change. */
  changePriceTerms(
    priceId: string,
    changes: Pick<Partial<Price>, 'currency_options' | 'tax_behavior'>,
  ): Price {
    const before = this.the(this.prices, priceId);
    const after = this.change(this.prices, priceId, changes, 'price.updated');
    // Items carry their price: Stripe writes no event of the subscription for it.
    for (const subscription of [...this.subscriptions.values()]) {
      if (!subscription.items.data.some(({ price }) => price === before)) continue;
      const data = subscription.items.data.map((item) =>
        item.price === before ? { ...item, price: after } : item,
      );
      this.subscriptions.put({ ...subscription, items: { ...subscription.items, data } });
    }
    return after;
  }

  /** A draft is gone. Stripe allows it only of drafts. */
  deleteInvoice(invoiceId: string): void {
    const invoice = this.the(this.invoices, invoiceId);
    this.invoices.delete(invoiceId);
    this.emit('invoice.deleted', invoice);
    const subscription = this.#owner(invoice);
    if (subscription?.latest_invoice === invoiceId) {
      this.subscriptions.put({ ...subscription, latest_invoice: null });
    }
  }

  /** One more invoice for the subscription; `latest` makes it the latest one. */
  addInvoice(
    subscriptionId: string,
    options: Partial<
      Pick<
        NewInvoice,
        | 'id'
        | 'created'
        | 'status'
        | 'billingReason'
        | 'dueDate'
        | 'attemptCount'
        | 'nextPaymentAttempt'
        | 'autoAdvance'
      >
    > & { latest?: boolean },
  ): Invoice {
    const { latest = true, ...rest } = options;
    const subscription = this.the(this.subscriptions, subscriptionId);
    const invoice = this.#newInvoice(subscription, {
      status: 'open',
      billingReason: 'subscription_cycle',
      ...rest,
    });
    this.#emitBirth(invoice);
    if (latest) this.#changeSubscription(subscriptionId, { latest_invoice: invoice.id });
    return invoice;
  }

  /** The invoice is paid; a subscription that was late because of it is active again. */
  pay(invoiceId: string): Invoice {
    const before = this.the(this.invoices, invoiceId);
    const paid = this.#changeInvoice(invoiceId, 'invoice.paid', {
      status: 'paid',
      amount_paid: before.amount_due,
      amount_remaining: 0,
      attempted: true,
      attempt_count: before.attempt_count + 1,
      auto_advance: false,
      next_payment_attempt: null,
      status_transitions: { ...before.status_transitions, paid_at: this.now },
    });
    this.emit('invoice.payment_succeeded', paid);
    this.#settle(paid);
    return paid;
  }

  /**
   * An attempt fails. `nextAttemptIn`: seconds until the next one; null: that was the last, and the
   * subscription becomes what the account's settings say (`afterLast`).
   */
  failPayment(
    invoiceId: string,
    options: {
      nextAttemptIn?: number | null;
      afterLast?: 'past_due' | 'unpaid' | 'canceled' | 'active';
    } = {},
  ): Invoice {
    const { nextAttemptIn = 3 * DAY, afterLast = 'past_due' } = options;
    const before = this.the(this.invoices, invoiceId);
    const failed = this.#changeInvoice(invoiceId, 'invoice.payment_failed', {
      attempted: true,
      attempt_count: before.attempt_count + 1,
      next_payment_attempt: nextAttemptIn === null ? null : this.now + nextAttemptIn,
    });
    const subscription = this.#owner(failed);
    if (!subscription || subscription.latest_invoice !== failed.id || subscription.status === 'incomplete')
      return failed;
    const status = nextAttemptIn === null ? afterLast : 'past_due';
    if (status === 'canceled') this.cancelNow(subscription.id, 'payment_failed');
    else if (status !== subscription.status) this.#changeSubscription(subscription.id, { status });
    return failed;
  }

  /** A draft becomes an open invoice. */
  finalize(invoiceId: string): Invoice {
    const before = this.the(this.invoices, invoiceId);
    return this.#changeInvoice(invoiceId, 'invoice.finalized', {
      status: 'open',
      number: before.number ?? this.#invoiceNumber(),
      effective_at: this.now,
      automatically_finalizes_at: null,
      status_transitions: { ...before.status_transitions, finalized_at: this.now },
    });
  }

  voidInvoice(invoiceId: string): Invoice {
    const before = this.the(this.invoices, invoiceId);
    const invoice = this.#changeInvoice(invoiceId, 'invoice.voided', {
      status: 'void',
      auto_advance: false,
      next_payment_attempt: null,
      status_transitions: { ...before.status_transitions, voided_at: this.now },
    });
    this.#settle(invoice);
    return invoice;
  }

  markUncollectible(invoiceId: string): Invoice {
    const before = this.the(this.invoices, invoiceId);
    const invoice = this.#changeInvoice(invoiceId, 'invoice.marked_uncollectible', {
      status: 'uncollectible',
      auto_advance: false,
      next_payment_attempt: null,
      status_transitions: { ...before.status_transitions, marked_uncollectible_at: this.now },
    });
    this.#settle(invoice);
    return invoice;
  }

  /** The items that end first begin their next period, with an invoice; or the subscription ends, if it was to. */
  renew(subscriptionId: string, outcome: 'paid' | 'open' | 'draft' | 'failed' = 'paid'): Subscription {
    const before = this.the(this.subscriptions, subscriptionId);
    const end = this.#nextEnd(before);
    if (before.cancel_at_period_end || (before.cancel_at !== null && before.cancel_at <= end)) {
      return this.cancelNow(subscriptionId);
    }
    const items = before.items.data.map((item) =>
      item.current_period_end === end
        ? { ...item, current_period_start: end, current_period_end: periodEnd(item.price, end) }
        : item,
    );
    const renewed = { ...before, items: itemList(before.id, items) };
    const invoice = this.#newInvoice(renewed, {
      billingReason: 'subscription_cycle',
      status: outcome === 'failed' ? 'open' : outcome,
    });
    this.#emitBirth(invoice);
    this.#changeSubscription(subscriptionId, { items: renewed.items, latest_invoice: invoice.id });
    if (outcome === 'failed') this.failPayment(invoice.id);
    return this.the(this.subscriptions, subscriptionId);
  }

  /** The trial ends: with a paid invoice, or paused because there is no way to pay. */
  endTrial(subscriptionId: string, outcome: 'paid' | 'failed' | 'paused' = 'paid'): Subscription {
    if (outcome === 'paused') {
      this.#changeSubscription(subscriptionId, { status: 'paused', trial_end: this.now });
      const paused = this.the(this.subscriptions, subscriptionId);
      this.emit('customer.subscription.paused', paused);
      return paused;
    }
    this.#changeSubscription(subscriptionId, { status: 'active', trial_end: this.now });
    return this.renew(subscriptionId, outcome);
  }

  cancelNow(
    subscriptionId: string,
    reason: 'cancellation_requested' | 'payment_failed' = 'cancellation_requested',
  ): Subscription {
    const before = this.the(this.subscriptions, subscriptionId);
    const after = this.subscriptions.put({
      ...before,
      status: 'canceled',
      canceled_at: before.canceled_at ?? this.now,
      ended_at: this.now,
      cancellation_details: { comment: null, feedback: null, feedback_option: null, reason },
    });
    this.emit('customer.subscription.deleted', after);
    return after;
  }

  cancelAtPeriodEnd(subscriptionId: string): Subscription {
    const end = this.#nextEnd(this.the(this.subscriptions, subscriptionId));
    return this.#changeSubscription(subscriptionId, {
      cancel_at_period_end: true,
      cancel_at: end,
      canceled_at: this.now,
    });
  }

  /** Takes `cancelAtPeriodEnd` back. */
  keepAfterAll(subscriptionId: string): Subscription {
    return this.#changeSubscription(subscriptionId, {
      cancel_at_period_end: false,
      cancel_at: null,
      canceled_at: null,
    });
  }

  /** Puts a discount on a subscription, on one of its items or on a customer (where it replaces the former one). */
  applyDiscount(target: DiscountTarget, couponId: string): Discount {
    if ('customer' in target) {
      const discount = this.newDiscount(couponId, target);
      this.emit('customer.discount.created', discount);
      this.change(this.customers, target.customer, { discount }, 'customer.updated');
      return discount;
    }
    const subscription = this.the(this.subscriptions, target.subscription);
    const discount = this.newDiscount(couponId, { ...target, customer: subscription.customer });
    this.emit('customer.discount.created', discount);
    if ('item' in target) {
      this.#changeItem(subscription.id, target.item, (item) => ({
        ...item,
        discounts: [...item.discounts, discount.id],
      }));
    } else {
      this.#changeSubscription(subscription.id, { discounts: [...subscription.discounts, discount.id] });
    }
    return discount;
  }

  removeDiscount(discountId: string): void {
    const discount = this.discounts.get(discountId);
    if (!discount) throw new Error(`The test account has no ${discountId}`);
    const without = (ids: readonly string[]): string[] => ids.filter((id) => id !== discountId);
    this.emit('customer.discount.deleted', discount);
    if (discount.subscription && discount.subscription_item) {
      this.#changeItem(discount.subscription, discount.subscription_item, (item) => ({
        ...item,
        discounts: without(item.discounts),
      }));
    } else if (discount.subscription) {
      const { discounts } = this.the(this.subscriptions, discount.subscription);
      this.#changeSubscription(discount.subscription, { discounts: without(discounts) });
    } else if (discount.customer) {
      this.change(this.customers, discount.customer, { discount: null }, 'customer.updated');
    }
  }

  /** Of the first item, or of the one named. */
  changeQuantity(subscriptionId: string, quantity: number, itemId?: string): Subscription {
    return this.#changeItem(subscriptionId, itemId, (item) => ({ ...item, quantity }));
  }

  /** An upgrade or downgrade of the first item, or of the one named. No proration is invoiced. */
  changePrice(subscriptionId: string, priceId: string, itemId?: string): Subscription {
    const price = this.the(this.prices, priceId);
    return this.#changeItem(subscriptionId, itemId, (item) => ({
      ...buildItem(
        { id: item.id, price, created: item.created, periodStart: item.current_period_start },
        item.subscription,
      ),
      discounts: item.discounts,
      tax_rates: item.tax_rates,
      ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
    }));
  }

  pauseCollection(
    subscriptionId: string,
    behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void',
    resumesAt: number | null = null,
  ): Subscription {
    return this.#changeSubscription(subscriptionId, {
      pause_collection: { behavior, resumes_at: resumesAt },
    });
  }

  resumeCollection(subscriptionId: string): Subscription {
    return this.#changeSubscription(subscriptionId, { pause_collection: null });
  }

  /** From `paused` back to `active`. */
  resume(subscriptionId: string): Subscription {
    const resumed = this.#changeSubscription(subscriptionId, { status: 'active' });
    this.emit('customer.subscription.resumed', resumed);
    return resumed;
  }

  renameCustomer(customerId: string, name: string, email?: string): Customer {
    return this.change(
      this.customers,
      customerId,
      { name, ...(email === undefined ? {} : { email }) },
      'customer.updated',
    );
  }

  /** Cancels what the customer subscribes to, as Stripe does. */
  deleteCustomer(customerId: string): void {
    const customer = this.the(this.customers, customerId);
    for (const subscription of [...this.subscriptions.values()]) {
      const ended = subscription.status === 'canceled' || subscription.status === 'incomplete_expired';
      if (subscription.customer === customerId && !ended) this.cancelNow(subscription.id);
    }
    this.customers.delete(customerId);
    this.deletedCustomers.set(customerId, { id: customerId, object: 'customer', deleted: true });
    this.emit('customer.deleted', customer);
  }

  renameProduct(productId: string, name: string): Product {
    return this.change(this.products, productId, { name, updated: this.now }, 'product.updated');
  }

  /** The subscription is gone as if it had never been there: no event says so. */
  removeSubscription(subscriptionId: string): void {
    this.subscriptions.delete(subscriptionId);
  }

  /** Takes events out, as when Stripe is late in writing them. Put them back with `events.put`. */
  withholdEvents(): Event[] {
    const events = [...this.events.values()];
    for (const event of events) this.events.delete(event.id);
    return events;
  }

  #nextEnd(subscription: Subscription): number {
    return Math.min(...subscription.items.data.map((item) => item.current_period_end));
  }

  #invoiceNumber(): string {
    return `${this.id.slice(-8).toUpperCase()}-${String(this.invoices.size + 1).padStart(4, '0')}`;
  }

  #owner(invoice: Invoice): Subscription | undefined {
    return this.subscriptions.get(invoice.parent?.subscription_details.subscription ?? '');
  }

  #newInvoice(
    subscription: Subscription,
    options: Pick<NewInvoice, 'status' | 'billingReason'> & Partial<NewInvoice>,
  ): Invoice {
    const created = options.created ?? this.now;
    const customer = this.customers.get(subscription.customer);
    const { days_until_due: days } = subscription;
    return this.invoices.put(
      buildInvoice({
        id: this.newId('in'),
        subscription,
        created,
        number: this.#invoiceNumber(),
        account: this,
        customer: { name: customer?.name ?? null, email: customer?.email ?? null },
        discounts: this.discountsOf(subscription),
        coupon: (id) => this.coupons.get(id) ?? this.deletedCoupons.get(id),
        dueDate: days === null ? null : created + days * DAY,
        ...options,
      }),
    );
  }

  #emitBirth(invoice: Invoice): void {
    this.emit('invoice.created', invoice);
    if (invoice.status !== 'draft') this.emit('invoice.finalized', invoice);
    if (invoice.status === 'paid') {
      this.emit('invoice.paid', invoice);
      this.emit('invoice.payment_succeeded', invoice);
    }
  }

  /** Stripe writes `invoice.updated` beside the event that says what happened. */
  #changeInvoice(id: string, type: Event['type'], changes: Partial<Invoice>): Invoice {
    const after = this.change(this.invoices, id, changes, 'invoice.updated');
    this.emit(type, after);
    return after;
  }

  #changeSubscription(id: string, changes: Partial<Subscription>): Subscription {
    return this.change(this.subscriptions, id, changes, 'customer.subscription.updated');
  }

  #changeItem(
    subscriptionId: string,
    itemId: string | undefined,
    change: (item: Item) => Item,
  ): Subscription {
    const { items } = this.the(this.subscriptions, subscriptionId);
    const wanted = itemId ?? items.data[0]?.id;
    const data = items.data.map((item) => (item.id === wanted ? change(item) : item));
    return this.#changeSubscription(subscriptionId, { items: { ...items, data } });
  }

  /** Once the latest invoice is out of the way, the subscription is active again. */
  #settle(invoice: Invoice): void {
    const subscription = this.#owner(invoice);
    if (subscription?.latest_invoice !== invoice.id) return;
    const { status } = subscription;
    if (status === 'incomplete' && invoice.status !== 'paid') {
      this.#changeSubscription(subscription.id, { status: 'incomplete_expired', ended_at: this.now });
    } else if (status === 'past_due' || status === 'unpaid' || status === 'incomplete') {
      this.#changeSubscription(subscription.id, { status: 'active' });
    }
  }
}

/** An empty account. */
export function createAccount(options: AccountOptions): Account {
  return new Account(options);
}
