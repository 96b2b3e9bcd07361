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
