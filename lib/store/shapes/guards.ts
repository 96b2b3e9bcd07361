import type { Brand } from '../../model/units.ts';

/**
 * Checks what lies in the store against its type: "stored is not trusted". A guard only looks and never copies, which
 * costs a microsecond a record; valibot, which parses Stripe's answers, takes ten times that and 3 kB of the popup's
 * first bundle. A shape has a guard for each member of its type, or it does not compile.
 */
export type Guard<T> = (value: unknown) => value is T;

export const text = <T extends string = string>(value: unknown): value is T => typeof value === 'string';
export const yes = (value: unknown): value is true => value === true;
export const flag = (value: unknown): value is boolean => typeof value === 'boolean';
export const finite = <T extends number = number>(value: unknown): value is T => Number.isFinite(value);
/** A whole number that arithmetic keeps exact. */
export const whole = <T extends number = number>(value: unknown): value is T => Number.isSafeInteger(value);
/** 0, 1, 2 … */
export const count = (value: unknown): value is number => whole(value) && value >= 0;
export const anything = (_value: unknown): _value is unknown => true;

/** The last second of the year 9999: later ones are no date that anything can be due on. */
const LAST_SECOND = 253_402_300_799;
/** Seconds since 1970 that every calendar can show. */
export const time = <T extends number = number>(value: unknown): value is T =>
  finite(value) && value >= 0 && value <= LAST_SECOND;
/** Milliseconds since 1970 that every calendar can show. */
export const timeMs = (value: unknown): value is number =>
  finite(value) && value >= 0 && value <= LAST_SECOND * 1000;

/** Three letters, as Stripe writes a currency. */
export const currencyCode = <T extends string = string>(value: unknown): value is T =>
  typeof value === 'string' && /^[A-Za-z]{3}$/.test(value);

/** Money as text: "1050", "-0.5". */
const DECIMAL = /^-?\d{1,40}(?:\.\d{1,40})?$/;
export const decimal = (value: unknown): value is string => typeof value === 'string' && DECIMAL.test(value);

export function oneOf<T extends string>(known: readonly T[]): Guard<T> {
  const values = new Set<unknown>(known);
  return (value): value is T => values.has(value);
}

export function nullable<T>(guard: Guard<T>): Guard<T | null> {
  return (value): value is T | null => value === null || guard(value);
}

export function optional<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

export function list<T>(guard: Guard<T>): Guard<T[]> {
  // `every` passes over the holes that a list in IndexedDB may have.
  return (value): value is T[] => Array.isArray(value) && !value.includes(undefined) && value.every(guard);
}

export function recordOf<T>(guard: Guard<T>): Guard<Record<string, T>> {
  return (value): value is Record<string, T> => isObject(value) && Object.values(value).every(guard);
}

/** Brands exist for the compiler alone; a guard can only look at what is under them. */
type Plain<T> =
  T extends Brand<string, string>
    ? string
    : T extends Brand<number, string>
      ? number
      : T extends readonly (infer Item)[]
        ? Plain<Item>[]
        : T;

type Members<T> = { [Name in keyof T]-?: Guard<Plain<T[Name]>> };

/** An object with these members; what else is in it does not matter. */
export function shape<T extends object>(members: Members<T>): Guard<T> {
  const guards = Object.entries(members) as [string, Guard<unknown>][];
  return (value): value is T => isObject(value) && guards.every(([name, guard]) => guard(value[name]));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value where it is of the shape, else what stands in for it. */
export const orElse = <T>(value: unknown, guard: Guard<T>, standIn: T): T => (guard(value) ? value : standIn);

/** What a JSON text holds; null: not JSON. */
export function parseJson(json: unknown): unknown {
  if (typeof json !== 'string') return null;
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
