import * as v from 'valibot';
import {
  type Currency,
  currency,
  type MinorUnits,
  minorUnits,
  type Seconds,
  seconds,
} from '../../model/units.ts';
import { isInvisible, readable } from '../../text/readable.ts';

/**
 * How a field of Stripe's is read: leniently. A field of another kind than expected counts as absent, an unknown
 * one is not looked at, and what comes out is in our own types. Whether an object without it is still of use is
 * decided by the parser of that object, not here.
 */

/** Why an object of Stripe's cannot be used at all. */
export type ParseFailure = { ok: false; reason: 'not-an-object' | 'wrong-object' | 'no-id' | 'incomplete' };
export type Parsed<T> = ({ ok: true } & T) | ParseFailure;

export const hopeless = (reason: ParseFailure['reason']): ParseFailure => ({ ok: false, reason });

/** Longest name, e-mail or label that is kept, in UTF-16 units. */
export const MAX_TEXT = 500;
const MAX_ID = 255;
/** 9999-12-31: later is damage, and would make dates that cannot be printed. */
const MAX_SECONDS = 253_402_300_799;

/** Cut so that no half of a surrogate pair is left at the end. */
function bounded(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  const last = cut.charCodeAt(length - 1);
  return last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut;
}

/** What is looked at of a longer text; most of it may be characters that are dropped. */
const MAX_READ = 4 * MAX_TEXT;

function nameIn(value: string): string | null {
  const name = bounded(readable(bounded(value, MAX_READ)), MAX_TEXT);
  return isInvisible(name) ? null : name;
}

/** A name or label, of one line; null when there is nothing in it to see. */
export const text = v.fallback(v.nullable(v.pipe(v.string(), v.transform(nameIn))), null);

/** A short word of an open enum; unknown ones pass through, for they are quoted. */
export const word = v.fallback(
  v.nullable(v.pipe(v.string(), v.nonEmpty(), v.maxLength(100), v.transform(nameIn))),
  null,
);

export const id = v.fallback(v.nullable(v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_ID))), null);

/** An id, or the object it stands for when that was expanded. */
export const idOrObject = v.fallback(
  v.nullable(
    v.union([
      v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_ID)),
      v.pipe(
        v.object({ id: v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_ID)) }),
        v.transform((value) => value.id),
      ),
    ]),
  ),
  null,
);

export const time = v.fallback(
  v.nullable(
    v.pipe(
      v.number(),
      v.finite(),
      v.minValue(0),
      v.maxValue(MAX_SECONDS),
      v.transform((value): Seconds => seconds(Math.floor(value))),
    ),
  ),
  null,
);

/** Whole minor units, negative ones included. */
export const amount = v.fallback(
  v.nullable(
    v.pipe(
      v.number(),
      v.safeInteger(),
      v.transform((value): MinorUnits => minorUnits(value)),
    ),
  ),
  null,
);

/** A whole number, not negative: a quantity, a count. */
export const count = v.fallback(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))), null);

export const flag = v.fallback(v.boolean(), false);

export const percentage = v.fallback(
  v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1_000_000))),
  null,
);

export const currencyCode = v.fallback(
  v.nullable(
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z]{3}$/),
      v.transform((value): Currency => currency(value)),
    ),
  ),
  null,
);

const DECIMAL = /^-?\d{1,30}(?:\.\d{1,30})?$/;

/**
 * A decimal string of minor units. Comes as the SDK's Decimal object (which no storage can keep), as a string in
 * events and raw JSON, and in old shapes as a number.
 */
export const decimal = v.fallback(
  v.pipe(
    v.unknown(),
    v.transform((value): string | null => {
      const written = decimalText(value);
      return written !== null && DECIMAL.test(written) ? written : null;
    }),
  ),
  null,
);

/** Anything at all, for a field that another parser reads. */
export const anything = v.optional(v.unknown());

function decimalText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  if (typeof value !== 'object' || value === null || !isSdkDecimal(value)) return null;
  return String(value);
}

/** Known by its methods: a plain object of a forged answer has no functions, so nothing of it is ever called. */
function isSdkDecimal(value: object): boolean {
  return (
    typeof Reflect.get(value, 'toFixed') === 'function' && typeof Reflect.get(value, 'isZero') === 'function'
  );
}

/** The members of an array, or of a list object's `data`; [] where there is neither. */
export function membersOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  const data = at(value, 'data');
  return Array.isArray(data) ? data : [];
}

/** An own property of an object; undefined for everything else, inherited names included. */
export function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

/** Entries whose key is a currency code: `__proto__` and its kind are none. */
export function byCurrencyEntries(value: unknown): [currency: string, value: unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value)
    .filter(([code]) => /^[A-Za-z]{3}$/.test(code))
    .map(([code, entry]) => [code.toLowerCase(), entry]);
}

/** What is common to all: an object, of the kind asked for where it says its kind, with an id. */
export function identify(raw: unknown, kind: string): { ok: true; id: string } | ParseFailure {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return hopeless('not-an-object');
  const object = at(raw, 'object');
  if (object !== undefined && object !== kind) return hopeless('wrong-object');
  const found = v.parse(id, at(raw, 'id'));
  return found === null ? hopeless('no-id') : { ok: true, id: found };
}
