declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Whole seconds since 1970 (UTC), as in Stripe's API. */
export type Seconds = Brand<number, 'Seconds'>;
/** A whole number of a currency's smallest unit (cents for USD, yen for JPY). */
export type MinorUnits = Brand<number, 'MinorUnits'>;
/** ISO 4217 in lower case, as in Stripe's API. */
export type Currency = Brand<string, 'Currency'>;
/** A local day, "2026-11-22", without a time zone. */
export type CalendarDate = Brand<string, 'CalendarDate'>;

export const seconds = (value: number): Seconds => value as Seconds;
export const minorUnits = (value: number): MinorUnits => value as MinorUnits;
export const currency = (code: string): Currency => code.toLowerCase() as Currency;

export const MS_PER_SECOND = 1000;
export const MS_PER_MINUTE = 60 * MS_PER_SECOND;

/** Rounds down. */
export const toSeconds = (milliseconds: number): Seconds =>
  Math.floor(milliseconds / MS_PER_SECOND) as Seconds;
