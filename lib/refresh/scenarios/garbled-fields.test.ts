import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  clientMonthly,
  clientNextBilling,
  clientSince,
  subscriptionAmounts,
} from '../../billing/client-figures.ts';
import { digestSubscription } from '../../billing/digest-subscription.ts';
import { asOf, client } from '../../billing/shapes.fixture.ts';
import { clientStatus } from '../../billing/status.ts';
import type { ConnectionId } from '../../model/ids.ts';
import type { Catalogue, Coupon } from '../../model/subscription.ts';
import { seconds } from '../../model/units.ts';
import { parseSubscription } from '../../stripe/parse/subscription.ts';

/**
 * One field of a subscription at a time becomes something that cannot be read: each figure is then the right one or
 * unknown, never another. Runs over the sample below, and over the recorded objects where they are beside the
 * repository.
 */
const FOLDER = new URL('../../../../shared/fixtures/subscriptions/', import.meta.url);

const SAMPLE = {
  id: 'sub_1',
  object: 'subscription',
  automatic_tax: { enabled: false },
  cancel_at: null,
  cancel_at_period_end: false,
  collection_method: 'charge_automatically',
  created: 1_700_000_000,
  currency: 'usd',
  customer: {
    id: 'cus_1',
    object: 'customer',
    balance: 0,
    currency: 'usd',
    default_source: null,
    discount: null,
    invoice_settings: { default_payment_method: 'pm_1' },
    name: 'Acme',
  },
  default_tax_rates: [{ percentage: 19, inclusive: true }],
  discounts: [
    {
      id: 'di_1',
      object: 'discount',
      start: 1_700_000_000,
      end: null,
      source: {
        type: 'coupon',
        coupon: { id: 'TEN', object: 'coupon', percent_off: 10, amount_off: null, duration: 'forever' },
      },
    },
  ],
  ended_at: null,
  items: {
    object: 'list',
    has_more: false,
    data: [
      {
        id: 'si_1',
        object: 'subscription_item',
        current_period_start: 1_700_000_000,
        current_period_end: 1_702_592_000,
        current_trial: null,
        discounts: [],
        price: {
          id: 'price_1',
          object: 'price',
          billing_scheme: 'per_unit',
          currency: 'usd',
          product: 'prod_1',
          recurring: { interval: 'month', interval_count: 3, usage_type: 'licensed' },
          tax_behavior: 'inclusive',
          tiers_mode: null,
          transform_quantity: null,
          type: 'recurring',
          unit_amount: 1_190,
          unit_amount_decimal: '1190',
        },
        quantity: 3,
        tax_rates: [],
      },
    ],
  },
  latest_invoice: {
    id: 'in_1',
    object: 'invoice',
    currency: 'usd',
    total: 2_000,
    created: 1_700_000_000,
    status: 'paid',
    parent: { subscription_details: { subscription: 'sub_1' } },
  },
  pause_collection: null,
  start_date: 1_690_000_000,
  status: 'active',
  trial_end: null,
};

const recorded = (): { name: string; raw: object }[] =>
  existsSync(FOLDER)
    ? readdirSync(FOLDER)
        .filter((name) => name.endsWith('.json'))
        .map((name) => ({ name, raw: JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as object }))
    : [];

/** What no kind of field can be. */
const GARBAGE = (value: unknown): unknown[] => {
  if (typeof value === 'number') return [String(value), { value }];
  if (typeof value === 'boolean') return [String(value), 1];
  if (typeof value === 'string') return [7.5, { text: value }];
  return value === null ? [] : ['garbled', 7.5];
};

type Path = (string | number)[];

function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    // Free text and what the product never reads.
    if (name === 'metadata' || name === 'object' || name === 'lines') continue;
    yield* pathsIn(inner, [...path, Array.isArray(value) ? Number(name) : name]);
  }
}

const valueAt = (raw: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, name) => Reflect.get(value as object, name), raw);

/** What the figures are while one field is something else. */
function whileGarbled<T>(raw: object, path: Path, garbage: unknown, work: () => T): T {
  const [owner, name] = [valueAt(raw, path.slice(0, -1)) as object, path.at(-1) ?? ''];
  const value: unknown = Reflect.get(owner, name);
  Reflect.set(owner, name, garbage);
  const result = work();
  Reflect.set(owner, name, value);
  return result;
}

/** null: unknown, whichever way it is shown. */
function figuresOf(raw: unknown) {
  const parsed = parseSubscription(raw);
  if (!parsed.ok) return null;
  const { facts, coupons } = parsed.subscription;
  const catalogue: Catalogue = {
    productNames: new Map(),
    prices: new Map(),
    coupons: new Map(coupons.map((coupon): [string, Coupon] => [coupon.id, { ...coupon, appliesTo: null }])),
  };
  const link = digestSubscription(facts, [], catalogue, {
    connectionId: 'recorded' as ConnectionId,
    invoicesReadable: true,
    temporaryDiscounts: true,
  });
  return (now: number) => {
    const when = asOf({ now: seconds(now), refreshed: seconds(now) });
    const one = { ...client({ links: [link] }) };
    const monthly = clientMonthly(one, when.now);
    const next = clientNextBilling(one, when);
    const { status } = clientStatus(one, { ...when, lastRefresh: new Map([[link.connectionId, when.now]]) });
    return {
      status: status === 'unknown' ? null : status,
      monthly: monthly.unknown ? null : JSON.stringify(monthly.byCurrency),
      amounts: subscriptionAmounts(link, when.now).map((part) => (part.amount === null ? null : part)),
      next: 'at' in next ? next.at : null,
      since: clientSince(one),
    };
  };
}

/** @param thorough each kind of garbage in each field, not one after the other in turn */
function differencesOf(name: string, raw: object, thorough: boolean): string[] {
  const whole = figuresOf(raw);
  if (whole === null) return [];
  const begin = (raw as { created?: number }).created ?? 0;
  const found: string[] = [];
  for (const [turn, path] of [...pathsIn(raw)].entries()) {
    const kinds = GARBAGE(valueAt(raw, path));
    for (const garbage of thorough ? kinds : kinds.filter((_, index) => index === turn % 2)) {
      const broken = whileGarbled(raw, path, garbage, () => figuresOf(raw));
      if (broken === null) continue;
      const [right, seen] = [whole(begin + 86_400), broken(begin + 86_400)];
      const isOther = (a: unknown, b: unknown) => b !== null && JSON.stringify(a) !== JSON.stringify(b);
      const wrong = [
        ...(['status', 'monthly', 'next', 'since'] as const).filter((figure) =>
          isOther(right[figure], seen[figure]),
        ),
        ...(seen.amounts.some((part, index) => isOther(right.amounts[index], part)) ? ['amount'] : []),
      ];
      if (wrong.length > 0)
        found.push(`${name} ${path.join('.')} as ${JSON.stringify(garbage)}: ${wrong.join(', ')}`);
    }
  }
  return found;
}

test('a field that cannot be read makes figures unknown, never other ones', () => {
  expect(differencesOf('sample', SAMPLE, true)).toEqual([]);
});

test('the same for every recorded subscription', () => {
  expect(recorded().flatMap(({ name, raw }) => differencesOf(name, raw, false))).toEqual([]);
}, 240_000);
