import { type OneTotalSettings, pairOf, type TypedRate } from '../../model/settings.ts';
import type { Currency } from '../../model/units.ts';
import type { Store } from '../db/open.ts';
import { write } from '../db/write.ts';
import { currencyCode, isObject, shape, text } from '../shapes/guards.ts';

const ONE_TOTAL = 'one-total';

export async function readOneTotal(store: Store): Promise<OneTotalSettings> {
  return parseOneTotal((await store.get('meta', ONE_TOTAL))?.value);
}

/** @param currency null: no total */
export async function chooseTotalCurrency(store: Store, currency: Currency | null): Promise<void> {
  await change(store, (known) => ({ ...known, currency }));
}

/** Stores what one unit of `from` is worth in `to`. */
export async function saveRate(
  store: Store,
  { from, to, typed }: { from: Currency; to: Currency; typed: TypedRate },
): Promise<void> {
  await change(store, (known) => ({ ...known, rates: { ...known.rates, [pairOf(from, to)]: typed } }));
}

function change(store: Store, next: (known: OneTotalSettings) => OneTotalSettings): Promise<void> {
  return write(store, { stores: ['meta'], announces: 'settings' }, async (transaction) => {
    const meta = transaction.objectStore('meta');
    const known = parseOneTotal((await meta.get(ONE_TOTAL))?.value);
    await meta.put({ name: ONE_TOTAL, value: next(known) });
  });
}

const isTypedRate = shape<TypedRate>({
  rate: (value): value is string =>
    text(value) && /^\d{1,10}(?:\.\d{1,20})?$/.test(value) && /[1-9]/.test(value),
  day: (value): value is string => text(value) && /^\d{4}-\d\d-\d\d$/.test(value),
});

/** A rate that cannot be read counts as missing. */
function parseOneTotal(value: unknown): OneTotalSettings {
  const { currency, rates } = isObject(value) ? value : {};
  const typed = Object.entries(isObject(rates) ? rates : {}).filter(
    (entry): entry is [string, TypedRate] => /^[a-z]{3}\/[a-z]{3}$/.test(entry[0]) && isTypedRate(entry[1]),
  );
  return { currency: currencyCode<Currency>(currency) ? currency : null, rates: Object.fromEntries(typed) };
}
