import type { Brand } from '../../model/units.ts';

/**
 * Checks stored data against its type, by hand: the popup reads records before its first paint, and a schema library is
 * not in its script.
 */
export type Guard<T> = (value: unknown) => value is T;

export const text = <T extends string = string>(value: unknown): value is T => typeof value === 'string';
export const yes = (value: unknown): value is true => value === true;
export const flag = (value: unknown): value is boolean => typeof value === 'boolean';
export const finite = <T extends number = number>(value: unknown): value is T => Number.isFinite(value);
export const whole = <T extends number = number>(value: unknown): value is T => Number.isSafeInteger(value);
export const count = (value: unknown): value is number => whole(value) && value >= 0;
export const anything = (_value: unknown): _value is unknown => true;

const LAST_SECOND = 253_402_300_799;
/** Seconds since 1970 that every calendar can show. */
export const time = <T extends number = number>(value: unknown): value is T =>
  finite(value) && value >= 0 && value <= LAST_SECOND;
/** Milliseconds since 1970 that every calendar can show. */
export const timeMs = (value: unknown): value is number =>
  finite(value) && value >= 0 && value <= LAST_SECOND * 1000;

export const currencyCode = <T extends string = string>(value: unknown): value is T =>
  typeof value === 'string' && /^[A-Za-z]{3}$/.test(value);

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
  // `every` skips holes, which a list in IndexedDB may have.
  return (value): value is T[] => Array.isArray(value) && !value.includes(undefined) && value.every(guard);
}

export function recordOf<T>(guard: Guard<T>): Guard<Record<string, T>> {
  return (value): value is Record<string, T> => isObject(value) && Object.values(value).every(guard);
}

/** Removes brands, which exist only for the compiler. */
type Plain<T> =
  T extends Brand<string, string>
    ? string
    : T extends Brand<number, string>
      ? number
      : T extends readonly (infer Item)[]
        ? Plain<Item>[]
        : T;

type Members<T> = { [Name in keyof T]-?: Guard<Plain<T[Name]>> };

/** Ignores extra members. Doesn't compile unless every member of the type has a guard. */
export function shape<T extends object>(members: Members<T>): Guard<T> {
  const guards = Object.entries(members) as [string, Guard<unknown>][];
  return (value): value is T => isObject(value) && guards.every(([name, guard]) => guard(value[name]));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const orElse = <T>(value: unknown, guard: Guard<T>, standIn: T): T => (guard(value) ? value : standIn);

export function parseJson(json: unknown): unknown {
  if (typeof json !== 'string') return null;
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
