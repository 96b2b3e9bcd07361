import type { Seconds } from '../../model/units.ts';
import type { Store } from '../db/open.ts';

/** Keeps what was typed into a form that is not saved yet: a popup closes as soon as it loses focus. */
export async function saveDraft(
  store: Store,
  name: string,
  fields: unknown,
  savedAt: Seconds,
): Promise<void> {
  await store.put('drafts', { name, fields, savedAt });
}

/** What was typed, or null. The caller checks the shape: the form may have changed since. */
export async function readDraft(store: Store, name: string): Promise<unknown> {
  return (await store.get('drafts', name))?.fields ?? null;
}

export async function clearDraft(store: Store, name: string): Promise<void> {
  await store.delete('drafts', name);
}
