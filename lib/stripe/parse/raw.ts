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
 * One rule for every field of Stripe's: absent or null is absent; there but not of the kind expected is unreadable, and
 * its name is noted, so that what needs it is shown as unknown and never worked out from a default. Fields that no
 * figure needs (names, labels) are simply left out where they cannot be read.
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
export const text = v.pipe(v.string(), v.transform(nameIn));

/** A short word of an open enum; unknown ones pass through, for they are quoted. */
export const word = v.pipe(v.string(), v.nonEmpty(), v.maxLength(100), v.transform(nameIn), v.string());

export const id = v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_ID));

/** An id, or the object it stands for when that was expanded. */
export const idOrObject = v.union([
  id,
  v.pipe(
    v.object({ id }),
    v.transform((value) => value.id),
  ),
]);

export const time = v.pipe(
  v.number(),
  v.finite(),
  v.minValue(0),
  v.maxValue(MAX_SECONDS),
  v.transform((value): Seconds => seconds(Math.floor(value))),
);

/** Whole minor units, negative ones included. */
export const amount = v.pipe(
  v.number(),
  v.safeInteger(),
  v.transform((value): MinorUnits => minorUnits(value)),
);

/** A whole number, not negative: a quantity, a count. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A whole number above zero. */
export const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

export const flag = v.boolean();

export const percentage = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1_000_000));

export const currencyCode = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z]{3}$/),
  v.transform((value): Currency => currency(value)),
);

const DECIMAL = /^-?\d{1,30}(?:\.\d{1,30})?$/;

/**
 * A decimal string of minor units. Comes as the SDK's Decimal object (which no storage can keep), as a string in
 * events and raw JSON, and in old shapes as a number.
 */
export const decimal = v.pipe(v.unknown(), v.transform(decimalText), v.string(), v.regex(DECIMAL));

/** An object or a list, that another parser reads. */
export const object = v.custom<object>((value) => typeof value === 'object' && value !== null);

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

type FieldSchema = v.GenericSchema<unknown, unknown>;
type Fields<S extends Record<string, FieldSchema>> = { [Name in keyof S]: v.InferOutput<S[Name]> | null };

/** The named fields of an object, null where they are absent or unreadable, and the names of the unreadable ones. */
export function readFields<S extends Record<string, FieldSchema>>(
  raw: unknown,
  schemas: S,
): { fields: Fields<S>; unreadable: string[] } {
  const unreadable: string[] = [];
  const fields: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const value = at(raw, name);
    const parsed = isThere(value) ? v.safeParse(schema, value) : null;
    if (parsed !== null && !parsed.success) unreadable.push(name);
    fields[name] = parsed?.success ? parsed.output : null;
  }
  return { fields: fields as Fields<S>, unreadable };
}

/** One value that no figure needs; null where it is absent or unreadable. */
export function readOne<S extends FieldSchema>(schema: S, value: unknown): v.InferOutput<S> | null {
  const parsed = isThere(value) ? v.safeParse(schema, value) : null;
  return parsed?.success ? parsed.output : null;
}

export const isThere = (value: unknown): boolean => value !== undefined && value !== null;

/** As it is kept: nothing at all where every field could be read, so that records stay small. */
export const noteUnreadable = (names: readonly string[]): { unreadable?: string[] } =>
  names.length === 0 ? {} : { unreadable: [...new Set(names)] };

/** The members of an array, or of a list object's `data`; [] where there is nothing; null: unreadable. */
export function membersOf(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value;
  if (!isThere(value)) return [];
  const data = at(value, 'data');
  return Array.isArray(data) ? data : null;
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
  const found = readOne(id, at(raw, 'id'));
  return found === null ? hopeless('no-id') : { ok: true, id: found };
}
