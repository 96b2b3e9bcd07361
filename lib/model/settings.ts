/** The lock's settings are kept with the vault. */
export interface Settings {
  upcomingWindowDays: number;
  /** Subtract active once and repeating discounts from the monthly value. */
  temporaryDiscounts: boolean;
  notifyLate: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  upcomingWindowDays: 7,
  temporaryDiscounts: false,
  notifyLate: false,
};
