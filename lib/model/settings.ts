import type { CalendarDate, Currency } from './units.ts';

/** Hours; 0: off. */
export const REFRESH_AGES = [0, 1, 6, 24] as const;
export type RefreshAge = (typeof REFRESH_AGES)[number];

/** Days. */
export const UPCOMING_WINDOW = { least: 1, most: 31 } as const;

/** The lock's settings are kept with the vault. */
export interface Settings {
  upcomingWindowDays: number;
  /** Subtract active once and repeating discounts from the monthly value. */
  temporaryDiscounts: boolean;
  /** A page that opens refreshes figures older than this. */
  refreshAge: RefreshAge;
  notifyLate: boolean;
  notifyPaid: boolean;
  notifyAmounts: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  upcomingWindowDays: 7,
  temporaryDiscounts: false,
  refreshAge: 0,
  notifyLate: false,
  notifyPaid: false,
  notifyAmounts: false,
};

/** What one unit of a currency is worth in another, as typed: "0.92". */
export interface TypedRate {
  rate: string;
  /** The day it was typed. */
  day: CalendarDate;
}

export interface OneTotalSettings {
  /** null: off. */
  currency: Currency | null;
  /** By `pairOf`, so that another choice of currency keeps the rates of this one. */
  rates: Readonly<Record<string, TypedRate>>;
}

/** The key of a rate: "usd/eur" is what one dollar is worth in euros. */
export const pairOf = (from: Currency, to: Currency): string => `${from}/${to}`;

/** null: the text that comes with the language. */
export interface ReminderTemplates {
  subject: string | null;
  message: string | null;
}
