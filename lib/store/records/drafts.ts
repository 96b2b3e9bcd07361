import type { Store } from '../db/open.ts';
import type { DraftRecord } from '../db/schema.ts';
import { write } from '../db/write.ts';

/** A draft is read when its form opens, so nobody has to hear of one. */
const WRITE = { stores: ['drafts'], announces: null } as const;

/** Keeps what was typed into a form that is not saved yet: a popup closes as soon as it loses focus. */
export async function saveDraft(store: Store, draft: DraftRecord): Promise<void> {
  await write(store, WRITE, (transaction) => transaction.objectStore('drafts').put(draft));
}

/** What was typed, or null. The caller checks the shape: the form may have changed since. */
export async function readDraft(store: Store, name: string): Promise<unknown> {
  return (await store.get('drafts', name))?.fields ?? null;
}

export async function clearDraft(store: Store, name: string): Promise<void> {
  await write(store, WRITE, (transaction) => transaction.objectStore('drafts').delete(name));
}
