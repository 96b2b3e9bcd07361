import type Stripe from 'stripe';
import type { Account } from '../account/account.ts';
import {
  buildCoupon,
  buildPrice,
  buildProduct,
  buildTaxRate,
  type NewCoupon,
  type NewPrice,
} from '../objects/build-catalogue.ts';
import type { Coupon, Price } from '../objects/wire.ts';
import { PRODUCTS } from './names.ts';

/** Prices, coupons and tax rates of a generated account, by what is special about them. */
export interface Catalogue {
  /** Licensed, per unit, monthly or yearly, in six currencies. */
  plain: Price[];
  special: Record<keyof typeof SPECIAL, Price>;
  coupons: Record<keyof typeof COUPONS, Coupon>;
  inclusiveTax: Stripe.TaxRate;
  exclusiveTax: Stripe.TaxRate;
}

type Terms = Omit<NewPrice, 'id' | 'product' | 'created' | 'livemode'>;

const PLAIN: Terms[] = [
  ...[2_500, 4_900, 9_900, 15_000, 30_000, 75_000].map((amount) => ({ currency: 'usd', amount })),
  ...[1_900, 8_900, 60_000].map((amount) => ({ currency: 'eur', amount })),
  ...[3_500, 24_000].map((amount) => ({ currency: 'gbp', amount })),
  { currency: 'jpy', amount: 88_000 },
  { currency: 'kwd', amount: 45_500 },
  { currency: 'isk', amount: 1_490_000 },
  { currency: 'usd', amount: 120_000, interval: 'year' },
  { currency: 'eur', amount: 99_000, interval: 'year' },
];

const SPECIAL = {
  graduated: {
    currency: 'usd',
    tiersMode: 'graduated',
    tiers: [
      { upTo: 5, unit: 2_000, flat: 0 },
      { upTo: 20, unit: 1_500, flat: 500 },
      { upTo: null, unit: '999.5' },
    ],
  },
  volume: {
    currency: 'eur',
    tiersMode: 'volume',
    tiers: [
      { upTo: 10, unit: 1_200 },
      { upTo: null, unit: 900, flat: 2_500 },
    ],
  },
  packages: { currency: 'usd', amount: 1_000, transform: { divide_by: 5, round: 'up' } },
  packagesDown: { currency: 'usd', amount: 1_000, transform: { divide_by: 5, round: 'down' } },
  fraction: { currency: 'usd', amount: '0.75' },
  metered: { currency: 'usd', amount: 12, metered: true },
  daily: { currency: 'usd', amount: 500, interval: 'day' },
  weekly: { currency: 'gbp', amount: 4_500, interval: 'week' },
  fortnightly: { currency: 'usd', amount: 9_000, interval: 'week', intervalCount: 2 },
  quarterly: { currency: 'eur', amount: 45_000, intervalCount: 3 },
  halfYearly: { currency: 'usd', amount: 80_000, intervalCount: 6 },
  yearly: { currency: 'usd', amount: 240_000, interval: 'year' },
  biennial: { currency: 'usd', amount: 400_000, interval: 'year', intervalCount: 2 },
  currencies: { currency: 'usd', amount: 10_000, currencies: { eur: 9_500, gbp: 8_200, jpy: 15_000 } },
  free: { currency: 'usd', amount: 0 },
  inclusive: { currency: 'eur', amount: 11_900, taxBehavior: 'inclusive' },
  exclusive: { currency: 'eur', amount: 10_000, taxBehavior: 'exclusive' },
  small: { currency: 'usd', amount: 700 },
} as const satisfies Record<string, Terms>;

const COUPONS = {
  forever20: { name: 'Loyal client', percentOff: 20 },
  foreverThird: { name: 'Partner', percentOff: 33.33 },
  forever10Off: { name: 'Ten off', amountOff: 1_000, currency: 'usd', currencies: { eur: 900, gbp: 800 } },
  everything: { name: 'On the house', percentOff: 100 },
  once50: { name: 'First month half', percentOff: 50, duration: 'once' },
  repeating6: { name: 'Half a year', percentOff: 15, duration: 'repeating', months: 6 },
  hostingOnly: { name: 'Hosting for less', percentOff: 25, products: ['Hosting'] },
  krona: { name: 'Only in kronor', amountOff: 5_000, currency: 'sek' },
  deleted: { name: 'No longer offered', percentOff: 10 },
} as const satisfies Record<string, Omit<NewCoupon, 'id' | 'created' | 'livemode'>>;

/** Fills the account with products, prices and coupons. */
export function addCatalogue(account: Account, created: number): Catalogue {
  const { livemode } = account;
  const products = PRODUCTS.map((name) =>
    account.products.put(buildProduct({ id: account.newId('prod'), name, created, livemode })),
  );
  const hosting = products.find((product) => product.name === 'Hosting');
  const price = (terms: Terms, index: number): Price =>
    account.prices.put(
      buildPrice({
        ...terms,
        id: account.newId('price'),
        product: products[index % products.length]?.id ?? '',
        created: created + index,
        livemode,
      }),
    );
  const coupon = (terms: Omit<NewCoupon, 'id' | 'created' | 'livemode'>, name: string): Coupon =>
    account.coupons.put(
      buildCoupon({
        ...terms,
        ...(terms.products ? { products: hosting ? [hosting.id] : [] } : {}),
        id: name.toUpperCase(),
        created,
        livemode,
      }),
    );
  const mapped = <Name extends string, From, To>(
    table: Record<Name, From>,
    make: (from: From, name: Name, index: number) => To,
  ): Record<Name, To> => {
    const names = Object.keys(table) as Name[];
    return Object.fromEntries(names.map((name, index) => [name, make(table[name], name, index)])) as Record<
      Name,
      To
    >;
  };

  const coupons = mapped<keyof typeof COUPONS, (typeof COUPONS)[keyof typeof COUPONS], Coupon>(
    COUPONS,
    (terms, name) => coupon({ ...terms } as Omit<NewCoupon, 'id' | 'created' | 'livemode'>, name),
  );
  account.coupons.delete(coupons.deleted.id);
  account.deletedCoupons.set(coupons.deleted.id, { ...coupons.deleted, valid: false });

  const tax = (percentage: number, inclusive: boolean): Stripe.TaxRate =>
    buildTaxRate({ id: account.newId('txr'), percentage, inclusive, created, livemode });
  return {
    plain: PLAIN.map(price),
    special: mapped<keyof typeof SPECIAL, (typeof SPECIAL)[keyof typeof SPECIAL], Price>(
      SPECIAL,
      (terms, _name, index) => price({ ...terms } as Terms, index),
    ),
    coupons,
    inclusiveTax: tax(19, true),
    exclusiveTax: tax(25, false),
  };
}
