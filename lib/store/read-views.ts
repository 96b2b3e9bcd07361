import type { Store } from './open.ts';
import type { ClientsView, OptionsView, StoredView } from './schema.ts';

/**
 * Reading the views, apart from computing them: a page that only paints loads none of the billing code that a
 * computation needs.
 */

/** What the popup paints; null: no view yet (nothing stored, or dropped), see `rebuildViews`. */
export async function readClientsView(store: Store): Promise<ClientsView | null> {
  const stored = await store.get('views', 'clients');
  return stored ? (JSON.parse(stored.json) as ClientsView) : null;
}

/** What the dropdown lists; null: no view yet. */
export async function readOptionsView(store: Store): Promise<OptionsView | null> {
  const stored = await store.get('views', 'options');
  return stored ? (JSON.parse(stored.json) as OptionsView) : null;
}

export function encodeView(view: ClientsView | OptionsView): StoredView {
  return { name: view.name, json: JSON.stringify(view) };
}
