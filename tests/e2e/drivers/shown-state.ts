import type { Page } from 'puppeteer-core';
import { inPage } from './in-page.ts';

/** What pages can see of one account, each store as a digest, so that two states are compared byte for byte. */
export interface ShownState {
  /** SHA-256 over the records in the order of their keys, without their generation and the time of the read. */
  digests: Record<string, string>;
  subscriptions: number;
  /** Records of a generation that is not shown, and checkpoints: nothing of these stays behind a refresh that is over. */
  leftovers: number;
  phase: string | null;
  generation: number;
  isRead: boolean;
}

/** Reads it in a page of the extension's origin, past the product. */
export function shownState(page: Page): Promise<ShownState> {
  return inPage(page, async () => {
    const ended = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    type Kept = Record<string, unknown> & { generation?: number; name?: string; json?: string };
    const database = await ended(indexedDB.open('clientplug'));
    try {
      const reading = database.transaction([...database.objectStoreNames]);
      const all = (name: string): Promise<Kept[]> => ended(reading.objectStore(name).getAll());
      const [connection] = await all('connections');
      const generation = connection?.generation ?? 0;
      const isShown = (record: Kept) => record.generation === generation;
      const subscriptions = await all('subscriptions');
      const invoices = await all('invoices');
      const views = await all('views');
      const header = (name: string) => JSON.parse(views.find((one) => one.name === name)?.json ?? '{}');
      const parts = (name: string) =>
        views
          .filter((one) => one.name?.startsWith(`${name}/${header(name).edition}/`))
          .map(({ json }) => json);
      // Names and terms of a read that is not committed lie in the same stores; no page sees them.
      const isStaged = (record: Kept) => String(record.connectionId).includes('(being read)');
      const names = {
        products: await all('products'),
        prices: await all('prices'),
        coupons: await all('coupons'),
      };
      const shown: Record<string, unknown> = {
        subscriptions: subscriptions.filter(isShown),
        invoices: invoices.filter(isShown),
        products: names.products.filter((record) => !isStaged(record)),
        prices: names.prices.filter((record) => !isStaged(record)),
        coupons: names.coupons.filter((record) => !isStaged(record)),
        clients: parts('clients'),
        options: parts('options'),
      };
      const digests: Record<string, string> = {};
      for (const [name, records] of Object.entries(shown)) {
        const text = JSON.stringify(records, (key, value: unknown) =>
          key === 'generation' ? undefined : value,
        );
        const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
        digests[name] = [...new Uint8Array(digest)]
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join('');
      }
      const runs = await ended(database.transaction('runs').objectStore('runs').count());
      const meta = await ended(database.transaction('meta').objectStore('meta').get('refresh'));
      return {
        digests,
        subscriptions: subscriptions.filter(isShown).length,
        leftovers:
          [...subscriptions, ...invoices].filter((record) => !isShown(record)).length +
          Object.values(names).flat().filter(isStaged).length +
          runs,
        phase: (meta as { value?: { phase?: string } } | undefined)?.value?.phase ?? null,
        generation,
        isRead: Boolean(connection?.lastFullRead),
      };
    } finally {
      database.close();
    }
  });
}

/** What the refresh says of itself, and whether a full read is shown; cheap enough to ask again and again. */
export function readState(
  page: Page,
): Promise<{ phase: string | null; isRead: boolean; failure: string | null }> {
  return inPage(page, async () => {
    const ended = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await ended(indexedDB.open('clientplug'));
    try {
      const reading = database.transaction(['connections', 'meta']);
      const [connection] = await ended(reading.objectStore('connections').getAll());
      const meta = await ended(reading.objectStore('meta').get('refresh'));
      const state = meta?.value as { phase?: string; failure?: { code?: string } | null } | undefined;
      return {
        phase: state?.phase ?? null,
        isRead: Boolean(connection?.lastFullRead),
        failure: state?.failure?.code ?? null,
      };
    } finally {
      database.close();
    }
  });
}

/** Makes the next refresh read everything: as if this key had never read the account. What is shown stays. */
export function forgetFullRead(page: Page): Promise<void> {
  return inPage(page, async () => {
    const ended = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await ended(indexedDB.open('clientplug'));
    const writing = database.transaction('connections', 'readwrite');
    const connections = writing.objectStore('connections');
    for (const connection of await ended(connections.getAll())) {
      connection.lastFullRead = null;
      delete connection.feed;
      connections.put(connection);
    }
    await new Promise<void>((resolve, reject) => {
      writing.oncomplete = () => resolve();
      writing.onabort = () => reject(writing.error);
    });
    database.close();
  });
}
