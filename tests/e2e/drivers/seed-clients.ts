import type { Page } from 'puppeteer-core';
import { inPage } from './in-page.ts';

/**
 * Writes a client for each of the first subscriptions read, and the rest billed elsewhere, past the product: adding
 * hundreds by hand takes a test too long. The view is dropped, as after a crash, and the next page computes it.
 */
export function seedClients(page: Page, count: number): Promise<void> {
  return inPage(
    page,
    async (wanted: number) => {
      const ended = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const database = await ended(indexedDB.open('clientplug'));
      try {
        const writing = database.transaction(['clients', 'subscriptions', 'views', 'meta'], 'readwrite');
        const subscriptions = (await ended(writing.objectStore('subscriptions').getAll())).filter(
          ({ status }) => !['canceled', 'incomplete_expired', 'incomplete'].includes(status),
        );
        const now = Math.floor(Date.now() / 1000);
        const clients = writing.objectStore('clients');
        for (let at = 0; at < wanted; at += 1) {
          const subscription = subscriptions[at];
          clients.put({
            id: crypto.randomUUID(),
            name: subscription?.customer.name ?? `Client ${String(at + 1).padStart(5, '0')}`,
            email: '',
            type: '',
            service: '',
            notes: '',
            links: subscription
              ? [{ connectionId: subscription.connectionId, subscriptionId: subscription.id }]
              : [],
            manual: subscription
              ? null
              : { status: 'paid', monthly: { amount: 10_000, currency: 'usd' }, nextBilling: null },
            addOns: [],
            archivedAt: null,
            createdAt: now,
            updatedAt: now,
          });
        }
        await ended(writing.objectStore('views').clear());
        const meta = writing.objectStore('meta');
        const revision = (await ended(meta.get('revision')))?.value ?? 0;
        await ended(meta.put({ name: 'revision', value: revision + 1 }));
        await new Promise<void>((resolve, reject) => {
          writing.oncomplete = () => resolve();
          writing.onabort = () => reject(writing.error);
        });
      } finally {
        database.close();
      }
    },
    count as never,
  );
}
