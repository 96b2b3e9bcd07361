import { DEFAULT_SETTINGS, REFRESH_AGES, type Settings, UPCOMING_WINDOW } from '../../model/settings.ts';
import type { Store } from '../db/open.ts';
import { flag, type Guard, isObject, whole } from '../shapes/guards.ts';

export const SETTINGS = 'settings';

export async function readSettings(store: Store): Promise<Settings> {
  return parseSettings((await store.get('meta', SETTINGS))?.value);
}

export function parseSettings(value: unknown): Settings {
  const given = isObject(value) ? value : {};
  const take = <Name extends keyof Settings>(name: Name, guard: Guard<Settings[Name]>): Settings[Name] => {
    const found = given[name];
    return guard(found) ? found : DEFAULT_SETTINGS[name];
  };
  return {
    upcomingWindowDays: take('upcomingWindowDays', isWindow),
    temporaryDiscounts: take('temporaryDiscounts', flag),
    refreshAge: take('refreshAge', isAge),
    notifyLate: take('notifyLate', flag),
    notifyPaid: take('notifyPaid', flag),
    notifyAmounts: take('notifyAmounts', flag),
  };
}

const isWindow = (value: unknown): value is number =>
  whole(value) && value >= UPCOMING_WINDOW.least && value <= UPCOMING_WINDOW.most;
const isAge = (value: unknown): value is Settings['refreshAge'] => REFRESH_AGES.some((age) => age === value);
