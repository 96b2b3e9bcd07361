/** Subscription schedules with everything that a caller does not care about filled in. */
import type Stripe from 'stripe';
import type { Schedule, SchedulePhase, Subscription } from './wire.ts';

export interface NewPhase {
  start: number;
  end: number;
  items: { price: string; quantity?: number; coupons?: string[] }[];
  /** Ids of coupons. */
  coupons?: string[];
  trialEnd?: number;
}

export interface NewSchedule {
  id: string;
  created: number;
  subscription: Subscription;
  phases: NewPhase[];
  endBehavior?: Stripe.SubscriptionSchedule.EndBehavior;
}

const given = (coupon: string) => ({ coupon, discount: null, promotion_code: null });

export function buildPhase(
  { start, end, items, coupons = [], trialEnd }: NewPhase,
  currency: string,
): SchedulePhase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: coupons.map(given),
    end_date: end,
    invoice_settings: null,
    items: items.map(({ price, quantity, coupons: own = [] }) => ({
      billing_thresholds: null,
      discounts: own.map(given),
      metadata: {},
      plan: price,
      price,
      quantity: quantity ?? 1,
      tax_rates: [],
    })),
    metadata: {},
    on_behalf_of: null,
    proration_behavior: 'create_prorations',
    start_date: start,
    transfer_data: null,
    trial_end: trialEnd ?? null,
  };
}

export function buildSchedule({ id, created, subscription, phases, endBehavior }: NewSchedule): Schedule {
  const first = phases[0];
  return {
    id,
    object: 'subscription_schedule',
    application: null,
    billing_mode: { flexible: null, type: 'classic' },
    canceled_at: null,
    completed_at: null,
    created,
    current_phase: first ? { start_date: first.start, end_date: first.end } : null,
    customer: subscription.customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      billing_cycle_anchor: 'automatic',
      billing_thresholds: null,
      collection_method: 'charge_automatically',
      default_payment_method: null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: endBehavior ?? 'release',
    livemode: subscription.livemode,
    metadata: {},
    pause_schedules: [],
    phases: phases.map((phase) => buildPhase(phase, subscription.currency)),
    released_at: null,
    released_subscription: null,
    status: 'active',
    subscription: subscription.id,
    test_clock: subscription.test_clock,
  };
}
