import type { Store } from '../db/open.ts';
import type { DraftRecord } from '../db/schema.ts';
import { write } from '../db/write.ts';

const WRITE = { stores: ['drafts'], announces: null } as const;

/** Keeps an unsaved form: a popup closes as soon as it loses focus. */
export async function saveDraft(store: Store, draft: DraftRecord): Promise<void> {
  await write(store, WRITE, (transaction) => transaction.objectStore('drafts').put(draft));
}

/** The caller checks the shape: the form may have changed since. */
export async function readDraft(store: Store, name: string): Promise<unknown> {
  return (await store.get('drafts', name))?.fields ?? null;
}

export async function clearDraft(store: Store, name: string): Promise<void> {
  await write(store, WRITE, (transaction) => transaction.objectStore('drafts').delete(name));
}
