import { DEFAULT_SETTINGS, type Settings } from '../../model/settings.ts';
import type { Store } from '../db/open.ts';
import { write } from '../db/write.ts';

const SETTINGS = 'settings';

export async function readSettings(store: Store): Promise<Settings> {
  return parseSettings((await store.get('meta', SETTINGS))?.value);
}

export async function writeSettings(store: Store, patch: Partial<Settings>): Promise<Settings> {
  return write(store, { stores: ['meta'], announces: 'settings' }, async (transaction) => {
    const meta = transaction.objectStore('meta');
    const next = { ...parseSettings((await meta.get(SETTINGS))?.value), ...patch };
    await meta.put({ name: SETTINGS, value: next });
    return next;
  });
}

function parseSettings(value: unknown): Settings {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Partial<
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
