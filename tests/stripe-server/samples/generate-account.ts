import { type Random, random } from '../../support/random.ts';
import { Account } from '../account/account.ts';
import { type ApiKey, apiKey, apiKeyWithout } from '../http/keys.ts';
import { buildInvoice } from '../objects/build-invoice.ts';
import {
  buildCustomer,
  buildDiscount,
  buildItem,
  buildSubscription,
  itemList,
} from '../objects/build-subscription.ts';
import { periodEnd } from '../objects/money.ts';
import type { Customer, Item, Price, Subscription } from '../objects/wire.ts';
import { addCatalogue, type Catalogue } from './generated-catalogue.ts';
import { clientName } from './names.ts';
import { type Draft, SHAPES, type Shape } from './shapes.ts';

export interface Recipe {
  seed: number;
  /** How many the default list returns; ended ones and those on test clocks come on top. */
  subscriptions: number;
  /** Seconds since 1970, or a clock that runs from there. */
  now: number | (() => number);
  mode?: 'live' | 'test';
  /** `plain`: every one active, paid, with one licensed item. */
  shapes?: 'all' | 'plain';
  id?: string;
  name?: string;
}

const DAY = 86_400;
const FIVE_YEARS = 1_825 * DAY;
/** Share of subscriptions with nothing special about them. */
const PLAIN_SHARE = 0.7;

/** The keys of a generated account: a full one, and a restricted one with all wanted permissions. */
export function generatedKeys(mode: 'live' | 'test' = 'live'): { secret: string; restricted: string } {
  const key = (kind: string): string => `${kind}_${mode}_51TGenerated${'x0y1z2'.repeat(6)}`;
  return { secret: key('sk'), restricted: key('rk') };
}

const AVERAGE_DAYS = { day: 1, week: 7, month: 30.4, year: 365 } as const;

/** The period of an item, counted from `anchor`, that `now` lies in. */
function currentPeriod(price: Price, anchor: number, now: number): { start: number; end: number } {
  const { interval = 'month', interval_count: count = 1 } = price.recurring ?? {};
  const days = AVERAGE_DAYS[interval as keyof typeof AVERAGE_DAYS] * count;
  let periods = Math.max(0, Math.floor((now - anchor) / (days * DAY)) - 1);
  while (periodEnd(price, anchor, periods + 1) <= now) periods += 1;
  while (periods > 0 && periodEnd(price, anchor, periods) > now) periods -= 1;
  return { start: periodEnd(price, anchor, periods), end: periodEnd(price, anchor, periods + 1) };
}

class Generator {
  readonly #random: Random;
  readonly #account: Account;
  readonly #catalogue: Catalogue;
  readonly #now: number;
  readonly #used = new Map<Shape, number>();
  readonly #shapes: readonly Shape[];
  #sharedCustomer: Customer | null = null;
  #nextShape = 0;
  #index = 0;

  constructor(account: Account, seed: number) {
    this.#account = account;
    this.#random = random(seed);
    this.#now = account.now;
    // In an order of the seed's own, so that small accounts differ in what they have.
    this.#shapes = SHAPES.map((shape) => ({ shape, at: this.#random.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ shape }) => shape);
    this.#catalogue = addCatalogue(account, this.#now - FIVE_YEARS - 30 * DAY);
  }

  /** Adds one subscription; returns whether the default list shows it. */
  add(special: boolean): boolean {
    const shape = special && !this.#random.chance(PLAIN_SHARE) ? this.#takeShape() : null;
    const draft: Draft = {
      items: [{ price: this.#random.pick(this.#catalogue.plain) }],
      fields: {},
      coupons: [],
      invoice: {},
      older: [],
      customer: 'own',
    };
    shape?.apply(draft, { now: this.#now, random: this.#random, catalogue: this.#catalogue });
    this.#build(draft);
    this.#index += 1;
    return !shape?.hidden;
  }

  /** One shape after the other, so that a few hundred subscriptions have them all. */
  #takeShape(): Shape | null {
    const shape = this.#shapes[this.#nextShape % this.#shapes.length];
    this.#nextShape += 1;
    if (!shape) return null;
    const used = this.#used.get(shape) ?? 0;
    if (shape.atMost !== undefined && used >= shape.atMost) return null;
    this.#used.set(shape, used + 1);
    return shape;
  }

  #customer(draft: Draft, created: number, currency: string): string {
    const account = this.#account;
    if (draft.customer === 'shared' && this.#sharedCustomer) return this.#sharedCustomer.id;
    const { name, email } = clientName(this.#random, this.#index);
    const id = account.newId('cus');
    if (draft.customer === 'deleted') {
      account.deletedCustomers.set(id, { id, object: 'customer', deleted: true });
      return id;
    }
    const customer = buildCustomer({
      id,
      name: draft.customer === 'nameless' ? null : name,
      email,
      created,
      livemode: account.livemode,
      currency,
      testClock: draft.fields.test_clock ?? null,
    });
    account.customers.put(customer);
    const isOrdinary = draft.customer === 'own' && !draft.customerCoupon && !draft.fields.test_clock;
    if (isOrdinary) this.#sharedCustomer = customer;
    return id;
  }

  #discount(
    coupon: string,
    customer: string,
    where: { subscription?: string; item?: string },
    days?: number,
  ): string {
    const discount = buildDiscount({
      id: this.#account.newId('di'),
      coupon,
      customer,
      ...where,
      start: this.#now - 60 * DAY,
      end: days === undefined ? null : this.#now + days * DAY,
    });
    this.#account.discounts.set(discount.id, discount);
    return discount.id;
  }

  #items(draft: Draft, subscription: string, customer: string, created: number): Item[] {
    const account = this.#account;
    const missed = (draft.renewalMissedDays ?? 0) * DAY;
    return draft.items.map((wanted) => {
      const { start, end } =
        draft.trialDays === undefined
          ? currentPeriod(wanted.price, created, this.#now - missed)
          : { start: created, end: created + draft.trialDays * DAY };
      const id = account.newId('si');
      return buildItem(
        {
          id,
          price: wanted.price,
          ...(wanted.quantity === undefined ? {} : { quantity: wanted.quantity }),
          created,
          periodStart: start,
          periodEnd: end,
          ...(wanted.coupon
            ? { discounts: [this.#discount(wanted.coupon, customer, { subscription, item: id })] }
            : {}),
          ...(wanted.taxRates ? { taxRates: wanted.taxRates } : {}),
          ...(wanted.trialDays === undefined
            ? {}
            : {
                trial: {
                  start_date: this.#now - 5 * DAY,
                  end_date: this.#now + wanted.trialDays * DAY,
                  trial_offer: 'toff_generated',
                },
              }),
        },
        subscription,
      );
    });
  }

  #build(draft: Draft): void {
    const account = this.#account;
    const currency = draft.fields.currency ?? draft.items[0]?.price.currency ?? 'usd';
    const created = this.#created(draft);
    const id = account.newId('sub');
    const customer = this.#customer(draft, created, currency);
    const items = this.#items(draft, id, customer, created);
    if (draft.customerCoupon) this.#giveCustomer(customer, draft.customerCoupon);

    const trialEnd = draft.trialDays === undefined ? null : created + draft.trialDays * DAY;
    const subscription = buildSubscription({
      id,
      customer,
      created,
      livemode: account.livemode,
      status: 'active',
      items: itemList(id, items),
      discounts: draft.coupons.map(({ coupon, endsInDays }) =>
        this.#discount(coupon, customer, { subscription: id }, endsInDays),
      ),
      latest_invoice: draft.invoice ? account.newId('in') : null,
      trial_start: trialEnd === null ? null : created,
      trial_end: trialEnd,
      ...draft.fields,
      ...(draft.fields.cancel_at_period_end && !draft.fields.cancel_at
        ? { cancel_at: Math.min(...items.map((item) => item.current_period_end)) }
        : {}),
      currency,
    });
    account.subscriptions.put(subscription);
    this.#invoices(draft, subscription);
  }

  /** A missed renewal needs a beginning on that day of the month. */
  #created(draft: Draft): number {
    if (draft.renewalMissedDays !== undefined) {
      const { price } = draft.items[0] ?? {};
      return price ? periodEnd(price, this.#now - draft.renewalMissedDays * DAY + 3_600, -6) : this.#now;
    }
    if (draft.ageDays !== undefined) return this.#now - draft.ageDays * DAY - 3_600;
    return this.#now - this.#random.between(DAY, FIVE_YEARS);
  }

  #giveCustomer(id: string, coupon: string): void {
    const customer = this.#account.customers.get(id);
    const discount = this.#account.discounts.get(this.#discount(coupon, id, {}));
    if (customer && discount) this.#account.customers.put({ ...customer, discount });
  }

  #invoices(draft: Draft, subscription: Subscription): void {
    const account = this.#account;
    const customer = account.customers.get(subscription.customer);
    const start = subscription.items.data[0]?.current_period_start ?? subscription.created;
    const shared = {
      subscription,
      account,
      customer: { name: customer?.name ?? null, email: customer?.email ?? null },
      discounts: account.discountsOf(subscription),
      coupon: (id: string) => account.coupons.get(id) ?? account.deletedCoupons.get(id),
    };
    if (draft.invoice && subscription.latest_invoice) {
      account.invoices.put(
        buildInvoice({
          ...shared,
          id: subscription.latest_invoice,
          created: start,
          status: 'paid',
          billingReason: start === subscription.created ? 'subscription_create' : 'subscription_cycle',
          number: `GEN-${this.#index}`,
          free: draft.trialDays !== undefined,
          ...draft.invoice,
        }),
      );
    }
    draft.older.forEach((details, index) => {
      account.invoices.put(
        buildInvoice({
          ...shared,
          id: account.newId('in'),
          created: start - 30 * DAY,
          status: 'paid',
          billingReason: 'subscription_cycle',
          number: `GEN-${this.#index}-${index}`,
          ...details,
        }),
      );
    });
  }
}

/** An account with as many subscriptions as wanted; the same recipe always makes the same account. */
export function generateAccount(recipe: Recipe): Account {
  const { seed, mode = 'live', shapes = 'all' } = recipe;
  const keys = generatedKeys(mode);
  const ownKeys: ApiKey[] = [apiKey(keys.secret), apiKeyWithout(keys.restricted)];
  const account = new Account({
    id: recipe.id ?? 'acct_1TGeneratedAgency',
    name: recipe.name ?? 'Generated Agency',
    mode,
    now: recipe.now,
    keys: ownKeys,
    seed: seed + 1,
  });
  const generator = new Generator(account, seed);
  let shown = 0;
  while (shown < recipe.subscriptions) if (generator.add(shapes === 'all')) shown += 1;
  return account;
}
