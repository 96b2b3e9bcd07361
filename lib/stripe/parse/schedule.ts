import type { Discount, Schedule, SchedulePhase, SubscriptionItem } from '../../model/subscription.ts';
import { parseDiscount, parseItemPrice, parseTaxRates } from './catalogue.ts';
import {
  at,
  count,
  currencyCode,
  identifyAny,
  isThere,
  membersOf,
  noteUnreadable,
  object,
  type Parsed,
  readFields,
  readOne,
  time,
  word,
} from './raw.ts';

const SCHEDULE = { current_phase: object, end_behavior: word, status: word };

/** Needs `phases.items.price` and `phases.discounts.coupon` expanded. */
export function parseSchedule(raw: unknown, fallbackCurrency: string): Parsed<{ schedule: Schedule }> {
  const identified = identifyAny(raw, 'subscription_schedule');
  if (!identified.ok) return identified;
  const { fields, unreadable } = readFields(raw, SCHEDULE);
  unreadable.push(...identified.unreadable);
  const current = readFields(fields.current_phase, { start_date: time });
  const members = membersOf(at(raw, 'phases'));
  const phases = (members ?? []).map((phase) => parsePhase(phase, fallbackCurrency));
  unreadable.push(...current.unreadable.map(() => 'current_phase'));
  if (members === null || phases.some((phase) => phase === null)) unreadable.push('phases');
  return {
    ok: true,
    schedule: {
      id: identified.id,
      status: fields.status ?? 'unknown',
      endBehavior: fields.end_behavior ?? 'unknown',
      currentStart: current.fields.start_date,
      phases: phases.filter((phase) => phase !== null),
      ...noteUnreadable(unreadable),
    },
  };
}

const PHASE = {
  billing_cycle_anchor: word,
  currency: currencyCode,
  end_date: time,
  start_date: time,
  trial_end: time,
};

/** null: unreadable, so the plan is unknown. */
function parsePhase(raw: unknown, fallbackCurrency: string): SchedulePhase | null {
  const { fields, unreadable } = readFields(raw, PHASE);
  const items = membersOf(at(raw, 'items'));
  const discounts = discountsOf(at(raw, 'discounts'));
  const rates = parseTaxRates(at(raw, 'default_tax_rates'));
  const { start_date: start, end_date: end } = fields;
  if (unreadable.length > 0 || start === null || end === null) return null;
  if (items === null || discounts === null || rates === 'unreadable') return null;
  const parsed = items.map((item) => parsePhaseItem(item, fields.currency ?? fallbackCurrency));
  return {
    start,
    end,
    currency: fields.currency,
    items: parsed,
    discounts,
    trialEnd: fields.trial_end,
    defaultTaxRates: rates,
    anchored: fields.billing_cycle_anchor === 'phase_start',
  };
}

function parsePhaseItem(raw: unknown, fallbackCurrency: string): SubscriptionItem {
  const { fields, unreadable } = readFields(raw, { quantity: count });
  const { price, unreadable: inPrice } = parseItemPrice(at(raw, 'price'), at(raw, 'plan'), fallbackCurrency);
  const discounts = discountsOf(at(raw, 'discounts'));
  const rates = parseTaxRates(at(raw, 'tax_rates'));
  if (discounts === null) unreadable.push('discounts');
  if (rates === 'unreadable') unreadable.push('tax_rates');
  return {
    id: '',
    price,
    quantity: isThere(at(raw, 'quantity'))
      ? fields.quantity
      : price.recurring?.usage === 'metered'
        ? null
        : 1,
    periodStart: null,
    periodEnd: null,
    trialEnd: null,
    discounts: discounts ?? [],
    taxRates: rates === 'unreadable' ? null : rates,
    ...noteUnreadable([...unreadable, ...inPrice]),
  };
}

/** A promotion code alone leaves the coupon unknown. null: unreadable. */
function discountsOf(raw: unknown): Discount[] | null {
  const members = membersOf(raw);
  if (members === null) return null;
  const discounts: Discount[] = [];
  for (const member of members) {
    if (typeof member !== 'object' || member === null) return null;
    const given = at(member, 'discount');
    const coupon = at(member, 'coupon');
    const parsed = parseDiscount(isThere(given) ? given : { id: readOne(word, coupon) ?? '', coupon });
    if (parsed !== null) discounts.push(parsed.discount);
  }
  return discounts;
}
