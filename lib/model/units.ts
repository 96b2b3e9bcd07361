declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Whole seconds since 1970 (UTC), as Stripe gives them. */
export type Seconds = Brand<number, 'Seconds'>;
/** A whole number of a currency's smallest unit (cents for USD, yen for JPY). */
export type MinorUnits = Brand<number, 'MinorUnits'>;
/** An ISO 4217 code in lower case, as Stripe writes it. */
export type Currency = Brand<string, 'Currency'>;
/** A day in the user's calendar, "2026-11-22". It has no zone: the user means the day. */
export type CalendarDate = Brand<string, 'CalendarDate'>;

export const seconds = (value: number): Seconds => value as Seconds;
export const minorUnits = (value: number): MinorUnits => value as MinorUnits;
export const currency = (code: string): Currency => code.toLowerCase() as Currency;

export const MS_PER_SECOND = 1000;
export const MS_PER_MINUTE = 60 * MS_PER_SECOND;

/** Milliseconds since 1970 to whole seconds, the begun one not counted. */
export const toSeconds = (milliseconds: number): Seconds =>
  Math.floor(milliseconds / MS_PER_SECOND) as Seconds;
