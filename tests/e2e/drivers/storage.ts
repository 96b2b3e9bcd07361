import type { Page } from 'puppeteer-core';
import { type Find, findSecret } from '../../../lib/vault/find-secret.fixture.ts';
import type { StorageArea } from './driver.ts';
import { inPage } from './in-page.ts';

/** The few parts of the extension API that the functions below use inside a page of the extension. */
interface ExtensionApi {
  storage: Record<
    StorageArea,
    { get(keys: null): Promise<Record<string, unknown>>; set(values: Record<string, unknown>): Promise<void> }
  >;
  action: { getBadgeText(details: object): Promise<string> };
}

export async function readArea(page: Page, area: StorageArea): Promise<Record<string, unknown>> {
  return inPage(
    page,
    async (which: StorageArea) => {
      const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
      return (scope.browser ?? scope.chrome).storage[which].get(null);
    },
    area,
  );
}

export async function writeArea(
  page: Page,
  area: StorageArea,
  values: Record<string, unknown>,
): Promise<void> {
  await inPage(
    page,
    async (which: StorageArea, what: Record<string, unknown>) => {
      const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
      await (scope.browser ?? scope.chrome).storage[which].set(what);
    },
    area,
    values,
  );
}

export async function readBadge(page: Page): Promise<string> {
  return inPage(page, async () => {
    const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
    return (scope.browser ?? scope.chrome).action.getBadgeText({});
  });
}

/** Both storage areas, web storage, caches and every record of every IndexedDB database. Bytes as text and numbers. */
export async function dumpStorage(page: Page): Promise<string> {
  return inPage(page, async () => {
    const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
    const api = scope.browser ?? scope.chrome;
    const lines: string[] = [];
    const bytes = (view: ArrayBuffer | ArrayBufferView): string => {
      const all =
        view instanceof ArrayBuffer
          ? new Uint8Array(view)
          : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
      return `bytes[${all.length}] ${[...all].map((byte) => String.fromCharCode(byte)).join('')}`;
    };
    const plain = async (value: unknown): Promise<unknown> => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return bytes(value);
      if (value instanceof Blob) return bytes(await value.arrayBuffer());
      if (value instanceof Map) return plain([...value]);
      if (value instanceof Set) return plain([...value]);
      if (value instanceof Date) return value.toISOString();
      if (value instanceof CryptoKey)
        return { cryptoKey: value.extractable ? await crypto.subtle.exportKey('jwk', value) : value.usages };
      if (Array.isArray(value)) return Promise.all(value.map(plain));
      if (typeof value === 'bigint') return value.toString();
      if (value !== null && typeof value === 'object')
        return Object.fromEntries(
          await Promise.all(
            Object.entries(value).map(async ([key, inner]) => [key, await plain(inner)] as const),
          ),
        );
      return value;
    };
    const put = async (place: string, value: unknown): Promise<void> => {
      lines.push(`${place}\t${JSON.stringify(await plain(value))}`);
    };
    for (const area of ['local', 'session'] as const)
      for (const [key, value] of Object.entries(await api.storage[area].get(null)))
        await put(`storage.${area} ${key}`, value);
    for (const [kind, area] of [
      ['localStorage', localStorage],
      ['sessionStorage', sessionStorage],
    ] as const)
      for (const [key, value] of Object.entries(area)) await put(`${kind} ${key}`, value);
    for (const key of (await globalThis.caches?.keys?.()) ?? []) {
      const cache = await caches.open(key);
      for (const request of await cache.keys()) await put(`caches ${key}`, request.url);
    }
    const wait = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
    for (const { name } of await indexedDB.databases()) {
      if (!name) continue;
      const database = await wait(indexedDB.open(name));
      lines.push(`indexedDB ${name}\tversion ${database.version}`);
      for (const store of database.objectStoreNames) {
        const source = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([wait(source.getAllKeys()), wait(source.getAll())]);
        for (const [index, value] of values.entries())
          await put(`indexedDB ${name} ${store} ${JSON.stringify(await plain(keys[index]))}`, value);
      }
      database.close();
    }
    return lines.join('\n');
  });
}

/** Where a dump holds eight characters of a Stripe key in a row, in any form; its kind before the last "_" is no secret. */
export function findKey(dump: string, key: string): Find[] {
  return findSecret(dump, key, { skip: key.lastIndexOf('_') + 1 });
}
