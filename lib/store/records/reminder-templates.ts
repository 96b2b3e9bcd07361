import type { ReminderTemplates } from '../../model/settings.ts';
import type { Store } from '../db/open.ts';
import { write } from '../db/write.ts';
import { isObject, nullable, orElse, text } from '../shapes/guards.ts';

const REMINDER = 'reminder';

export async function readReminderTemplates(store: Store): Promise<ReminderTemplates> {
  return parseTemplates((await store.get('meta', REMINDER))?.value);
}

export function writeReminderTemplates(store: Store, patch: Partial<ReminderTemplates>): Promise<void> {
  return write(store, { stores: ['meta'], announces: 'settings' }, async (transaction) => {
    const meta = transaction.objectStore('meta');
    const value = { ...parseTemplates((await meta.get(REMINDER))?.value), ...patch };
    await meta.put({ name: REMINDER, value });
  });
}

function parseTemplates(value: unknown): ReminderTemplates {
  const { subject, message } = isObject(value) ? value : {};
  const typed = nullable(text);
  return { subject: orElse(subject, typed, null), message: orElse(message, typed, null) };
}
