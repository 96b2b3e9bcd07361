import type { Store } from '../db/open.ts';

/** What the user set for figures and notices. The lock's settings live with the vault. */
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

const SETTINGS = 'settings';
const REFRESH = 'refresh';
/** Counts every change of what the views are made from, so that a view computed meanwhile is noticed as stale. */
export const REVISION = 'revision';

/** The number of changes so far of what the views are made from. */
export async function readRevision(store: Store): Promise<number> {
  const kept = (await store.get('meta', REVISION))?.value;
  return typeof kept === 'number' ? kept : 0;
}

/** The settings; what is missing or of the wrong kind is the default. */
export async function readSettings(store: Store): Promise<Settings> {
  const kept = (await store.get('meta', SETTINGS))?.value;
  const given = (typeof kept === 'object' && kept !== null ? kept : {}) as Partial<
    Record<keyof Settings, unknown>
  >;
  const days = given.upcomingWindowDays;
  const flag = (name: 'temporaryDiscounts' | 'notifyLate') =>
    typeof given[name] === 'boolean' ? given[name] : DEFAULT_SETTINGS[name];
  return {
    upcomingWindowDays:
      typeof days === 'number' && Number.isInteger(days) && days >= 1 && days <= 31
        ? days
        : DEFAULT_SETTINGS.upcomingWindowDays,
    temporaryDiscounts: flag('temporaryDiscounts'),
    notifyLate: flag('notifyLate'),
  };
}

export async function writeSettings(store: Store, patch: Partial<Settings>): Promise<Settings> {
  const next = { ...(await readSettings(store)), ...patch };
  await store.put('meta', { name: SETTINGS, value: next });
  return next;
}

/** The state of the running or last refresh; its shape is `RefreshState` of lib/messaging. null: none yet. */
export async function readRefreshState<State>(store: Store): Promise<State | null> {
  return ((await store.get('meta', REFRESH))?.value as State | undefined) ?? null;
}

export async function writeRefreshState<State>(store: Store, state: State): Promise<void> {
  await store.put('meta', { name: REFRESH, value: state });
}
