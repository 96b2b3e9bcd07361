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

/** Unreadable fields are noted: figures that need them are unknown, never computed from a default. */

export type ParseFailure = { ok: false; reason: 'not-an-object' | 'wrong-object' | 'no-id' | 'incomplete' };
export type Parsed<T> = ({ ok: true } & T) | ParseFailure;

export const hopeless = (reason: ParseFailure['reason']): ParseFailure => ({ ok: false, reason });

/** In UTF-16 units. */
export const MAX_TEXT = 500;
const MAX_ID = 255;
/** 9999-12-31: later dates can't be printed. */
const MAX_SECONDS = 253_402_300_799;

/** Cuts without splitting a surrogate pair. */
function bounded(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  const last = cut.charCodeAt(length - 1);
  return last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut;
}

const MAX_READ = 4 * MAX_TEXT;

function nameIn(value: string): string | null {
  const name = bounded(readable(bounded(value, MAX_READ)), MAX_TEXT);
  return isInvisible(name) ? null : name;
}

/** One line; null if nothing in it is visible. */
export const text = v.pipe(v.string(), v.transform(nameIn));

/** A value of an open enum; unknown ones are kept, because they are quoted. */
export const word = v.pipe(v.string(), v.nonEmpty(), v.maxLength(100), v.transform(nameIn), v.string());

export const id = v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_ID));

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

/** Minor units; may be negative. */
export const amount = v.pipe(
  v.number(),
  v.safeInteger(),
  v.transform((value): MinorUnits => minorUnits(value)),
);

export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

export const flag = v.boolean();

export const percentage = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1_000_000));

export const currencyCode = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z]{3}$/),
  v.transform((value): Currency => currency(value)),
);

const DECIMAL = /^-?\d{1,30}(?:\.\d{1,30})?$/;

/** Minor units: the SDK's Decimal (not storable), a string in raw JSON, a number in old shapes. */
export const decimal = v.pipe(v.unknown(), v.transform(decimalText), v.string(), v.regex(DECIMAL));

export const object = v.custom<object>((value) => typeof value === 'object' && value !== null);

function decimalText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  if (typeof value !== 'object' || value === null || !isSdkDecimal(value)) return null;
  return String(value);
}

/** Duck-typed: forged JSON holds no functions, so none of it is ever called. */
function isSdkDecimal(value: object): boolean {
  return (
    typeof Reflect.get(value, 'toFixed') === 'function' && typeof Reflect.get(value, 'isZero') === 'function'
  );
}

type FieldSchema = v.GenericSchema<unknown, unknown>;
type Fields<S extends Record<string, FieldSchema>> = { [Name in keyof S]: v.InferOutput<S[Name]> | null };

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

/** For values that no figure needs; null if absent or unreadable. */
export function readOne<S extends FieldSchema>(schema: S, value: unknown): v.InferOutput<S> | null {
  const parsed = isThere(value) ? v.safeParse(schema, value) : null;
  return parsed?.success ? parsed.output : null;
}

export const isThere = (value: unknown): boolean => value !== undefined && value !== null;

/** Empty if everything is readable, to keep records small. */
export const noteUnreadable = (names: readonly string[]): { unreadable?: string[] } =>
  names.length === 0 ? {} : { unreadable: [...new Set(names)] };

/** Members of an array or list object; [] if absent, null if unreadable. */
export function membersOf(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value;
  if (!isThere(value)) return [];
  const data = at(value, 'data');
  return Array.isArray(data) ? data : null;
}

/** Own properties only; undefined otherwise. */
export function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

/** Only keys that are currency codes, so never `__proto__`. */
export function byCurrencyEntries(value: unknown): [currency: string, value: unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value)
    .filter(([code]) => /^[A-Za-z]{3}$/.test(code))
    .map(([code, entry]) => [code.toLowerCase(), entry]);
}

/** Of objects that were requested by kind: a wrong `object` is an unreadable field, and the rest still counts. */
export function identifyAny(
  raw: unknown,
  kind: string,
): { ok: true; id: string; unreadable: string[] } | ParseFailure {
  const identified = identify(raw, kind);
  if (identified.ok) return { ...identified, unreadable: [] };
  const found = readOne(id, at(raw, 'id'));
  return identified.reason === 'wrong-object' && found !== null
    ? { ok: true, id: found, unreadable: ['object'] }
    : identified;
}

export function identify(raw: unknown, kind: string): { ok: true; id: string } | ParseFailure {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return hopeless('not-an-object');
  const object = at(raw, 'object');
  if (object !== undefined && object !== kind) return hopeless('wrong-object');
  const found = readOne(id, at(raw, 'id'));
  return found === null ? hopeless('no-id') : { ok: true, id: found };
}
