/** What makes a generated subscription special: one entry per shape that the product has to understand. */
import type Stripe from 'stripe';
import type { Random } from '../../support/random.ts';
import type { NewInvoice } from '../objects/build-invoice.ts';
import type { Price, Subscription } from '../objects/wire.ts';
import type { Catalogue } from './generated-catalogue.ts';

const DAY = 86_400;

export interface WantedItem {
  price: Price;
  quantity?: number;
  /** A coupon on this item alone. */
  coupon?: string;
  taxRates?: Stripe.TaxRate[];
  /** Days that the item's own trial still runs. */
  trialDays?: number;
}

type InvoiceDetails = Partial<
  Pick<
    NewInvoice,
    | 'status'
    | 'created'
    | 'dueDate'
    | 'attemptCount'
    | 'nextPaymentAttempt'
    | 'autoAdvance'
    | 'billingReason'
    | 'free'
  >
>;

/** A subscription before it is built. */
export interface Draft {
  items: WantedItem[];
  fields: Partial<Subscription>;
  /** Coupons on the subscription; with the days until the discount ends, where it is to end. */
  coupons: { coupon: string; endsInDays?: number }[];
  customerCoupon?: string;
  /** Days since the beginning; else anything up to five years. */
  ageDays?: number;
  /** The latest invoice; null: there is none. */
  invoice: InvoiceDetails | null;
  /** More invoices of the same subscription, older than the latest. */
  older: InvoiceDetails[];
  /** A trial of so many days began today minus `ageDays`. */
  trialDays?: number;
  customer: 'own' | 'deleted' | 'nameless' | 'shared';
  /** The period ended so many days ago and nothing has happened yet. */
  renewalMissedDays?: number;
}

export interface Shape {
  name: string;
  /** Ended or on a test clock: not in the default list. */
  hidden?: boolean;
  /** At most so many in an account. */
  atMost?: number;
  apply(draft: Draft, tools: { now: number; random: Random; catalogue: Catalogue }): void;
}

const shape = (name: string, apply: Shape['apply'], more: Pick<Shape, 'hidden' | 'atMost'> = {}): Shape => ({
  name,
  apply,
  ...more,
});

const onePrice = (name: string, key: keyof Catalogue['special'], quantity?: number): Shape =>
  shape(name, (draft, { catalogue }) => {
    draft.items = [{ price: catalogue.special[key], ...(quantity === undefined ? {} : { quantity }) }];
  });

const oneCoupon = (name: string, key: keyof Catalogue['coupons'], endsInDays?: number): Shape =>
  shape(name, (draft, { catalogue }) => {
    draft.items = [{ price: catalogue.special.currencies, quantity: 2 }];
    draft.coupons = [
      { coupon: catalogue.coupons[key].id, ...(endsInDays === undefined ? {} : { endsInDays }) },
    ];
  });

const sent = (draft: Draft, daysUntilDue: number): void => {
  draft.fields.collection_method = 'send_invoice';
  draft.fields.days_until_due = daysUntilDue;
};

const monthly = (draft: Draft, catalogue: Catalogue): void => {
  draft.items = [{ price: catalogue.special.currencies }];
};

export const SHAPES: readonly Shape[] = [
  shape('quantity', (draft, { random }) => {
    draft.items = draft.items.map((item) => ({ ...item, quantity: random.between(2, 12) }));
  }),
  shape('several items', (draft, { catalogue }) => {
    const { currencies, small, fraction } = catalogue.special;
    draft.items = [
      { price: currencies },
      { price: small, quantity: 3 },
      { price: fraction, quantity: 1_000 },
    ];
  }),
  shape(
    'more items than are sent inline',
    (draft, { catalogue, random }) => {
      draft.items = Array.from({ length: random.between(11, 20) }, (_, index) => ({
        price: catalogue.special.small,
        quantity: index + 1,
      }));
    },
    { atMost: 3 },
  ),
  shape('items of different intervals', (draft, { catalogue }) => {
    draft.items = [{ price: catalogue.special.small }, { price: catalogue.special.yearly }];
  }),
  onePrice('graduated tiers', 'graduated', 12),
  onePrice('volume tiers', 'volume', 14),
  onePrice('packages rounded up', 'packages', 12),
  onePrice('packages rounded down', 'packagesDown', 12),
  onePrice('fractions of a cent', 'fraction', 4_333),
  onePrice('metered only', 'metered'),
  shape('metered and licensed', (draft, { catalogue }) => {
    draft.items = [{ price: catalogue.special.currencies }, { price: catalogue.special.metered }];
  }),
  onePrice('daily', 'daily'),
  onePrice('weekly', 'weekly'),
  onePrice('fortnightly', 'fortnightly'),
  onePrice('quarterly', 'quarterly'),
  onePrice('half-yearly', 'halfYearly'),
  onePrice('yearly', 'yearly'),
  onePrice('every two years', 'biennial'),
  onePrice('free plan', 'free'),
  shape('another currency of the price', (draft, { catalogue }) => {
    draft.items = [{ price: catalogue.special.currencies }];
    draft.fields.currency = 'jpy';
  }),
  oneCoupon('percentage for ever', 'forever20'),
  oneCoupon('crooked percentage for ever', 'foreverThird'),
  oneCoupon('amount for ever', 'forever10Off'),
  oneCoupon('everything for ever', 'everything'),
  oneCoupon('discount once, in force', 'once50', 12),
  oneCoupon('repeating discount, in force', 'repeating6', 90),
  oneCoupon('discount limited to products', 'hostingOnly'),
  oneCoupon('discount of another currency', 'krona'),
  oneCoupon('discount of a deleted coupon', 'deleted'),
  shape('two discounts', (draft, { catalogue }) => {
    monthly(draft, catalogue);
    draft.coupons = [
      { coupon: catalogue.coupons.forever20.id },
      { coupon: catalogue.coupons.forever10Off.id },
    ];
  }),
  shape('discount on an item', (draft, { catalogue }) => {
    draft.items = [
      { price: catalogue.special.currencies, coupon: catalogue.coupons.forever20.id },
      { price: catalogue.special.small },
    ];
  }),
  shape('discount on the customer', (draft, { catalogue }) => {
    monthly(draft, catalogue);
    draft.customerCoupon = catalogue.coupons.forever20.id;
  }),
  shape('customer discount displaced by its own', (draft, { catalogue }) => {
    monthly(draft, catalogue);
    draft.customerCoupon = catalogue.coupons.everything.id;
    draft.coupons = [{ coupon: catalogue.coupons.forever10Off.id }];
  }),
  shape('trial', (draft, { catalogue }) => {
    monthly(draft, catalogue);
    draft.fields.status = 'trialing';
    draft.ageDays = 4;
    draft.trialDays = 14;
  }),
  shape('trial that ends without a payment', (draft, { catalogue, now }) => {
    monthly(draft, catalogue);
    draft.ageDays = 4;
    draft.trialDays = 14;
    draft.fields = {
      status: 'trialing',
      cancel_at_period_end: true,
      cancel_at: now + 10 * DAY,
      canceled_at: now - DAY,
    };
  }),
  shape('item in its own trial', (draft, { catalogue }) => {
    draft.items = [{ price: catalogue.special.currencies }, { price: catalogue.special.small, trialDays: 9 }];
  }),
  shape('past due, next attempt planned', (draft, { catalogue, now }) => {
    monthly(draft, catalogue);
    draft.fields.status = 'past_due';
    draft.invoice = { status: 'open', attemptCount: 2, nextPaymentAttempt: now + 2 * DAY };
  }),
  shape('past due, latest invoice and an older one', (draft, { catalogue, now }) => {
    monthly(draft, catalogue);
    draft.fields.status = 'past_due';
    draft.invoice = { status: 'open', attemptCount: 1, nextPaymentAttempt: now + DAY };
    draft.older = [{ status: 'open', created: now - 50 * DAY, attemptCount: 4 }];
  }),
  shape('active, all attempts used up', (draft, { catalogue, now }) => {
    monthly(draft, catalogue);
    draft.older = [{ status: 'open', created: now - 45 * DAY, attemptCount: 4 }];
  }),
  shape('bank debit under way', (draft, { catalogue, now }) => {
    monthly(draft, catalogue);
    draft.invoice = { status: 'open', attemptCount: 1, created: now - 3 * DAY };
  }),
  shape('sent invoice, due later', (draft, { catalogue, now }) => {
    monthly(draft, catalogue);
    sent(draft, 30);
    draft.invoice = { status: 'open', dueDate: now + 6 * DAY };
  }),
  shape('sent invoice, due today', (draft, { catalogue, now }) => {
    monthly(draft, catalogue);
    sent(draft, 14);
    draft.invoice = { status: 'open', dueDate: now };
  }),
  shape('sent invoice, overdue', (draft, { catalogue, now }) => {
    monthly(draft, catalogue);
    sent(draft, 7);
    draft.invoice = { status: 'open', dueDate: now - 12 * DAY };
  }),
  shape('unpaid', (draft, { catalogue, now }) => {
    monthly(draft, catalogue);
    draft.fields.status = 'unpaid';
    draft.invoice = { status: 'draft', autoAdvance: false };
    draft.older = [{ status: 'open', created: now - 40 * DAY, attemptCount: 4 }];
  }),
  shape('incomplete', (draft, { catalogue }) => {
    monthly(draft, catalogue);
    draft.ageDays = 0;
    draft.fields.status = 'incomplete';
    draft.invoice = { status: 'open', attemptCount: 1, billingReason: 'subscription_create' };
  }),
  shape('paused', (draft, { catalogue }) => {
    monthly(draft, catalogue);
    draft.fields.status = 'paused';
  }),
  shape('collection paused, drafts kept', (draft, { catalogue, now }) => {
    monthly(draft, catalogue);
    draft.fields.pause_collection = { behavior: 'keep_as_draft', resumes_at: now + 20 * DAY };
    draft.invoice = { status: 'draft', autoAdvance: false };
  }),
  shape('collection paused, uncollectible', (draft, { catalogue }) => {
    monthly(draft, catalogue);
    draft.fields.pause_collection = { behavior: 'mark_uncollectible', resumes_at: null };
    draft.invoice = { status: 'uncollectible' };
  }),
  shape('collection paused, voided', (draft, { catalogue }) => {
    monthly(draft, catalogue);
    draft.fields.pause_collection = { behavior: 'void', resumes_at: null };
    draft.invoice = { status: 'void' };
  }),
  shape('ends with the period', (draft, { now }) => {
    draft.fields.cancel_at_period_end = true;
    draft.fields.canceled_at = now - 3 * DAY;
  }),
  shape('ends on a day', (draft, { now }) => {
    draft.fields.cancel_at = now + 100 * DAY;
    draft.fields.canceled_at = now - 3 * DAY;
  }),
  shape('latest invoice uncollectible', (draft, { catalogue }) => {
    monthly(draft, catalogue);
    draft.invoice = { status: 'uncollectible', attemptCount: 4 };
  }),
  shape('latest invoice still a draft', (draft, { catalogue, now }) => {
    monthly(draft, catalogue);
    draft.invoice = { status: 'draft', created: now - 1_200 };
  }),
  shape('no invoice at all', (draft) => {
    draft.invoice = null;
  }),
  shape('renewal missed', (draft, { catalogue }) => {
    monthly(draft, catalogue);
    draft.renewalMissedDays = 1;
  }),
  shape('inclusive tax', (draft, { catalogue }) => {
    draft.items = [{ price: catalogue.special.inclusive }];
    draft.fields.default_tax_rates = [catalogue.inclusiveTax];
  }),
  shape('exclusive tax on the item', (draft, { catalogue }) => {
    draft.items = [{ price: catalogue.special.exclusive, taxRates: [catalogue.exclusiveTax] }];
    draft.fields.default_tax_rates = [catalogue.exclusiveTax];
  }),
  shape('automatic tax', (draft, { catalogue }) => {
    draft.items = [{ price: catalogue.special.inclusive }];
    draft.fields.automatic_tax = { disabled_reason: null, enabled: true, liability: { type: 'self' } };
  }),
  shape('customer without a name', (draft) => {
    draft.customer = 'nameless';
  }),
  shape('second subscription of a customer', (draft) => {
    draft.customer = 'shared';
  }),
  shape('status of a later version', (draft) => {
    draft.fields.status = 'awaiting_network_review';
  }),
  shape(
    'canceled, customer deleted',
    (draft, { now }) => {
      draft.customer = 'deleted';
      draft.fields = {
        ...draft.fields,
        status: 'canceled',
        canceled_at: now - 30 * DAY,
        ended_at: now - 30 * DAY,
      };
    },
    { hidden: true },
  ),
  shape(
    'canceled',
    (draft, { now }) => {
      draft.fields = {
        ...draft.fields,
        status: 'canceled',
        canceled_at: now - 200 * DAY,
        ended_at: now - 200 * DAY,
      };
    },
    { hidden: true },
  ),
  shape(
    'never begun',
    (draft, { catalogue, now }) => {
      monthly(draft, catalogue);
      draft.ageDays = 60;
      draft.fields = { ...draft.fields, status: 'incomplete_expired', ended_at: now - 59 * DAY };
      draft.invoice = { status: 'void', billingReason: 'subscription_create', created: now - 60 * DAY };
    },
    { hidden: true },
  ),
  shape(
    'on a test clock',
    (draft) => {
      draft.fields.test_clock = 'clock_1TGenerated';
    },
    { hidden: true },
  ),
  shape('customer deleted, still running', (draft) => {
    draft.customer = 'deleted';
  }),
];
