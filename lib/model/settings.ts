/** What the user set for figures and notices. The lock's settings are kept with the vault. */
export interface Settings {
  /** 1 to 31. */
  upcomingWindowDays: number;
  /** Subtract once and repeating discounts that are still in force from the monthly value. */
  temporaryDiscounts: boolean;
  notifyLate: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  upcomingWindowDays: 7,
  temporaryDiscounts: false,
  notifyLate: false,
};
