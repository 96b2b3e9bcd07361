import type Stripe from 'stripe';
import { type Random, random } from '../../support/random.ts';
import type { ApiKey } from '../http/keys.ts';
import { buildDiscount } from '../objects/build-subscription.ts';
import { addMonths } from '../objects/money.ts';
import type {
  Coupon,
  Customer,
  Discount,
  Event,
  EventType,
  Invoice,
  Price,
  Product,
  Schedule,
  Subscription,
} from '../objects/wire.ts';
import { Collection } from './collection.ts';
import { CURRENT_VERSION, inOlderShape, OLDER_VERSION, previousAttributes } from './events.ts';
import type { Kind } from './expand.ts';

export type Mode = 'live' | 'test';

export interface AccountOptions {
  id: string;
  /** Shown to people, and on every invoice. */
  name: string;
  mode?: Mode;
  country?: string;
  /** Seconds since 1970 where the account's clock stands, or a clock that runs. */
  now: number | (() => number);
  keys?: ApiKey[];
  /** For new ids. */
  seed?: number;
}

/** Where a discount is put: exactly one of them. */
export type DiscountTarget =
  | { subscription: string }
  | { subscription: string; item: string }
  | { customer: string };

/** One Stripe account in one mode: its objects, its keys, its clock and its log of events. */
export class AccountState {
  readonly id: string;
  readonly name: string;
  readonly mode: Mode;
  readonly country: string;
  keys: ApiKey[];
  /** Stripe has two wordings for a missing permission in use. */
  permissionWording: 'rak' | 'dashboard' = 'rak';
  /** In which shape new events carry their objects. */
  eventShape: 'current' | 'older' = 'current';

  readonly products = new Collection<Product>();
  readonly prices = new Collection<Price>();
  readonly coupons = new Collection<Coupon>();
  readonly customers = new Collection<Customer>();
  readonly subscriptions = new Collection<Subscription>();
  readonly invoices = new Collection<Invoice>();
  readonly schedules = new Collection<Schedule>();
  readonly events = new Collection<Event>();
  /** Removed ones stay: invoices go on naming them. */
  readonly discounts = new Map<string, Discount>();
  readonly deletedCustomers = new Map<string, Stripe.DeletedCustomer>();
  /** A discount outlives its coupon. */
  readonly deletedCoupons = new Map<string, Coupon>();
  /** By the `source` of a discount: the coupon that it was given with, whatever has that id since. */
  readonly #givenCoupons = new WeakMap<object, Coupon>();

  protected readonly random: Random;
  readonly #clock: () => number;
  #ahead = 0;

  constructor(options: AccountOptions) {
    this.id = options.id;
    this.name = options.name;
    this.mode = options.mode ?? 'live';
    this.country = options.country ?? 'US';
    this.keys = options.keys ?? [];
    this.random = random(options.seed ?? 1);
    const { now } = options;
    this.#clock = typeof now === 'number' ? () => now : now;
  }

  /** The account's present, in seconds. */
  get now(): number {
    return this.#clock() + this.#ahead;
  }

  /** Moves the clock. Nothing happens by itself: call `renew` and the others. */
  advance(seconds: number): void {
    this.#ahead += seconds;
  }

  get livemode(): boolean {
    return this.mode === 'live';
  }

  /** An id that looks like one of Stripe's. */
  newId(prefix: string): string {
    return ['sub', 'in', 'price', 'evt', 'di', 'txr', 'sub_sched'].includes(prefix)
      ? `${prefix}_1T${this.random.text(22)}`
      : `${prefix}_T${this.random.text(13)}`;
  }

  revokeKey(key: string): void {
    this.#setKey(key, 'revoked');
  }

  expireKey(key: string): void {
    this.#setKey(key, 'expired');
  }

  #setKey(key: string, state: ApiKey['state']): void {
    this.keys = this.keys.map((known) => (known.key === key ? { ...known, state } : known));
  }

  /** Any object by id, deleted customers and coupons too. */
  lookup(kind: Kind, id: string, owner: object = this): object | undefined {
    switch (kind) {
      case 'subscription':
        return this.subscriptions.get(id);
      case 'invoice':
        return this.invoices.get(id);
      case 'customer':
        return this.customers.get(id) ?? this.deletedCustomers.get(id);
      case 'product':
        return this.products.get(id);
      case 'price':
        return this.prices.get(id);
      case 'coupon':
        return this.#coupon(id, this.#givenCoupons.get(owner));
      case 'subscription_schedule':
        return this.schedules.get(id);
      case 'discount':
        return this.discounts.get(id);
      case 'event':
        return this.events.get(id);
      default:
        return undefined;
    }
  }

  #coupon(id: string, given: Coupon | undefined): Coupon | undefined {
    const coupons = [this.coupons.get(id), this.deletedCoupons.get(id)];
    if (!given) return coupons.find((one) => one !== undefined);
    return coupons.find((one) => one?.created === given.created) ?? given;
  }

  /** Writes an event; `before` is what the object was, for `previous_attributes`. */
  emit(type: EventType, object: object, before?: object): Event {
    const older = this.eventShape === 'older';
    const shape = (value: object): object => (older ? inOlderShape(value) : value);
    return this.events.put({
      id: this.newId('evt'),
      object: 'event',
      api_version: older ? OLDER_VERSION : CURRENT_VERSION,
      created: this.now,
      data: {
        object: shape(object),
        ...(before ? { previous_attributes: previousAttributes(shape(before), shape(object)) } : {}),
      },
      livemode: this.livemode,
      pending_webhooks: 0,
      request: { id: null, idempotency_key: null },
      type,
    });
  }

  protected the<T extends { id: string; created: number }>(collection: Collection<T>, id: string): T {
    const object = collection.get(id);
    if (!object) throw new Error(`The test account has no ${id}`);
    return object;
  }

  /** Replaces fields of an object and emits the event that says so. */
  protected change<T extends { id: string; created: number }>(
    collection: Collection<T>,
    id: string,
    changes: Partial<T>,
    type: EventType,
  ): T {
    const before = this.the(collection, id);
    const after = collection.put({ ...before, ...changes });
    this.emit(type, after, before);
    return after;
  }

  /** Makes a discount from a coupon without putting it anywhere. */
  protected newDiscount(
    couponId: string,
    target: { customer: string; subscription?: string; item?: string },
  ): Discount {
    const coupon = this.the(this.coupons, couponId);
    const discount = buildDiscount({
      id: this.newId('di'),
      coupon: couponId,
      ...target,
      start: this.now,
      end: coupon.duration === 'repeating' ? addMonths(this.now, coupon.duration_in_months ?? 1) : null,
    });
    this.discounts.set(discount.id, discount);
    this.#givenCoupons.set(discount.source, coupon);
    return discount;
  }

  /** The discounts that hold for an invoice of this subscription. */
  discountsOf(subscription: Subscription): Discount[] {
    const own = subscription.discounts.flatMap((id) => this.discounts.get(id) ?? []);
    if (own.length > 0) return own;
    const ofCustomer = this.customers.get(subscription.customer)?.discount;
    return ofCustomer ? [ofCustomer] : [];
  }
}
