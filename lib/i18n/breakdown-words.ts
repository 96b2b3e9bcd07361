import type { BreakdownLine } from '../billing/breakdown.ts';
import type { Currency, MinorUnits, Seconds } from '../model/units.ts';
import { rateWords } from './amount-words.ts';
import { t } from './catalogues/details.ts';
import { t as tReasons } from './catalogues/reasons.ts';
import { formats } from './formats.ts';

export function breakdownWords(line: BreakdownLine, now: Seconds): string {
  switch (line.kind) {
    case 'item':
      return itemWords(line, line.currency);
    case 'metered':
      return t('breakdown.metered', { product: line.product });
    case 'item-trial':
      return t('breakdown.item-trial', { product: line.product, day: formats.day(line.until, now) });
    case 'discount':
      return discountWords(line, line.currency, now);
    case 'not-counted':
      return tReasons(`note.${line.note}`);
    case 'unknown': {
      const note = tReasons(`note.${line.note}`);
      return line.product === null ? note : t('breakdown.unknown', { product: line.product, note });
    }
    case 'add-on':
      return t('breakdown.add-on', { label: line.label });
    case 'tax':
    case 'rounding':
      return t(`breakdown.${line.kind}`);
  }
}

type Line<Kind> = Extract<BreakdownLine, { kind: Kind }>;

function itemWords(item: Line<'item'>, currency: Currency): string {
  const { product, tiers, packageOf: size, interval, count } = item;
  const quantity = item.quantity ?? 1;
  // A fraction of a minor unit can't be printed as a unit price.
  const unit = /^-?\d{1,15}$/.test(item.unitAmount ?? '') ? (Number(item.unitAmount) as MinorUnits) : null;
  const rate = (amount: MinorUnits) => rateWords({ amount, currency, interval, count });
  if (tiers !== null) return t('breakdown.item-tiers', { product, quantity, rate: rate(item.perPeriod) });
  if (size !== null)
    return t('breakdown.item-packages', { product, quantity, size, rate: rate(item.perPeriod) });
  if (unit === null) return t('breakdown.item-units', { product, quantity, rate: rate(item.perPeriod) });
  return quantity === 1
    ? t('breakdown.item', { product, rate: rate(unit) })
    : t('breakdown.item-many', { product, quantity, rate: rate(unit) });
}

function discountWords(discount: Line<'discount'>, currency: Currency, now: Seconds): string {
  const { name, percentOff, amountOff } = discount;
  const amount = amountOff === null ? '' : formats.money(amountOff, currency);
  const cut = percentOff === null ? amount : formats.percent(percentOff);
  const day = discount.until === null ? null : formats.day(discount.until, now);
  if (name === null)
    return day === null ? t('breakdown.discount', { cut }) : t('breakdown.discount-until', { cut, day });
  return day === null
    ? t('breakdown.discount-named', { name, cut })
    : t('breakdown.discount-named-until', { name, cut, day });
}
