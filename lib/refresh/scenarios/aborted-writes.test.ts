import { expect, test } from 'vitest';
import { createStripe } from '../../../tests/stripe-server/http/fetch.ts';
import { generateAccount } from '../../../tests/stripe-server/samples/generate-account.ts';
import { buildClientDraft } from '../../../tests/support/build-client.ts';
import { openStore, type Store } from '../../store/db/open.ts';
import { addClient } from '../../store/records/clients.ts';
import {
  everyRecord,
  failureOf,
  link,
  NOW,
  type RefreshSetup,
  refresherOn,
  setUpRefresh,
  shown,
} from './refresh-setup.fixture.ts';

/** The store, whose nth write is aborted as a full disk does it. `aborted` tells whether there was an nth. */
function failingAt(nth: number): { openStore: () => Promise<Store>; aborted: () => boolean } {
  let writes = 0;
  let aborted = false;
  return {
    aborted: () => aborted,
    openStore: async () =>
      new Proxy(await openStore(), {
        get(target, name) {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          return (...args: unknown[]) => {
            const isWrite = name === 'put' || name === 'delete' || args[1] === 'readwrite';
            writes += isWrite ? 1 : 0;
            if (!isWrite || writes !== nth) return value.apply(target, args);
            aborted = true;
            if (name !== 'transaction') return Promise.reject(new DOMException('aborted', 'AbortError'));
            const transaction: IDBTransaction = value.apply(target, args);
            // After what is written at once, so that there is something to undo.
            queueMicrotask(() => transaction.abort());
            return transaction;
          };
        },
      }),
  };
}

/** A first read, or a refresh with changes after one. */
async function prepared(kind: 'first' | 'changes'): Promise<RefreshSetup> {
  const account = generateAccount({ seed: 6, subscriptions: 130, now: NOW });
  const w = await setUpRefresh({ stripe: createStripe({ account }) });
  const active = [...account.subscriptions.values()].filter(({ status }) => status === 'active');
  await addClient(w.store, buildClientDraft({ links: [link(active[0]?.id ?? '')] }), NOW);
  if (kind === 'first') return w;
  await w.refresher.start();
  w.clock.pass(3_600_000);
  account.advance(3600);
  account.changeQuantity(active[0]?.id ?? '', 5);
  account.renameProduct(String(active[0]?.items.data[0]?.price.product), 'Renamed');
  return w;
}

async function bytesOf(w: RefreshSetup): Promise<string> {
  const [client] = await w.store.getAll('clients');
  return JSON.stringify(await everyRecord(w.store)).replaceAll(client?.id ?? '', 'client');
}

test.each(['first', 'changes'] as const)(
  'a write that is aborted anywhere in a refresh (%s) leaves the old or the new, and the next one completes it',
  async (kind) => {
    const calm = await prepared(kind);
    const before = await shown(calm.store);
    await calm.refresher.start();
    const after = await shown(calm.store);
    const expected = await bytesOf(calm);
    for (let nth = 1; ; nth += 1) {
      const w = await prepared(kind);
      const failing = failingAt(nth);
      await refresherOn(w.stripe, w.clock, { openStore: failing.openStore })
        .start()
        .catch(() => undefined);
      if (!failing.aborted()) {
        expect(nth).toBeGreaterThan(8);
        return;
      }
      expect([before, after]).toContainEqual(await shown(w.store));
      expect(failureOf(await refresherOn(w.stripe, w.clock).start())).toBeNull();
      expect(await shown(w.store)).toEqual(after);
      if (kind === 'first') expect(await bytesOf(w)).toBe(expected);
      expect(await w.store.count('runs')).toBe(0);
    }
  },
  60_000,
);
