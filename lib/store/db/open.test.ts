import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, describe, expect, test } from 'vitest';
import { StoreError, storeFailureCode } from './errors.ts';
import { closeStore, DATABASE, openStore, VERSION } from './open.ts';
import { emptyStore } from './store.fixture.ts';
import { inTransaction } from './transaction.ts';

beforeEach(async () => {
  await closeStore();
  globalThis.indexedDB = new IDBFactory();
});

describe('opening', () => {
  test('twice gives the same handle', async () => {
    expect(await openStore()).toBe(await openStore());
  });

  test('after the browser or a newer version closed it opens anew', async () => {
    const first = await openStore();
    const newer = await openDB(DATABASE, VERSION + 1);
    newer.close();
    await expect(first.get('meta', 'revision')).rejects.toThrow();
    await expect(openStore()).rejects.toMatchObject({ code: 'storage-newer' });
  });

  test('a database of a newer version is refused and left as it is', async () => {
    const newer = await openDB(DATABASE, VERSION + 1, {
      upgrade: (db) => void db.createObjectStore('future'),
    });
    await newer.put('future', 'kept', 'key');
    newer.close();
    await expect(openStore()).rejects.toBeInstanceOf(StoreError);
    const again = await openDB(DATABASE);
    expect(await again.get('future', 'key')).toBe('kept');
    again.close();
  });

  test('a browser that throws at once, as where site data is blocked, is a failure with a code', async () => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    globalThis.indexedDB = Object.assign(new IDBFactory(), { open: refuse });
    await expect(openStore()).rejects.toMatchObject({ name: 'StoreError', code: 'storage-failed' });
    globalThis.indexedDB = new IDBFactory();
    await expect(openStore()).resolves.toBeDefined();
  });

  test('a failed opening is not remembered', async () => {
    const newer = await openDB(DATABASE, VERSION + 1);
    newer.close();
    await expect(openStore()).rejects.toBeInstanceOf(StoreError);
    indexedDB.deleteDatabase(DATABASE);
    expect((await openStore()).version).toBe(VERSION);
  });
});

describe('a transaction', () => {
  test('is undone whole when the work throws', async () => {
    const store = await emptyStore();
    const work = inTransaction(store, ['meta'], async (transaction) => {
      await transaction.objectStore('meta').put({ name: 'revision', value: 1 });
      throw new Error('bug');
    });
    await expect(work).rejects.toThrow('bug');
    expect(await store.get('meta', 'revision')).toBeUndefined();
  });
});

test.each([
  ['QuotaExceededError', 'storage-full'],
  ['VersionError', 'storage-newer'],
  ['AbortError', 'storage-failed'],
])('%s is told as %s', (name, code) => {
  expect(storeFailureCode(new DOMException('x', name))).toBe(code);
});
