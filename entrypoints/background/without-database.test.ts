import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Handlers } from '../../lib/messaging/serve.ts';
import { closeStore, DATABASE, openStore, VERSION } from '../../lib/store/db/open.ts';
import { emptyStore } from '../../lib/store/db/store.fixture.ts';
import { saveConnection } from '../../lib/store/records/connections.ts';
import { beginRefreshState } from '../../lib/store/records/write-refresh-state.ts';
import { KEY, PASSPHRASE } from '../../lib/vault/harness.fixture.ts';
import type { MemoryStorage } from '../../lib/vault/storage.fixture.ts';
import { buildConnection } from '../../tests/support/build-connection.ts';
import { createHandlers } from './handlers.ts';
import { createRefreshRunner, type RefreshRunner } from './refresh-runner.ts';
import { createServices, type Services } from './services.ts';

const fake = await vi.hoisted(async () => {
  const { memoryStorage } = await import('../../lib/vault/storage.fixture.ts');
  return {
    local: memoryStorage(),
    session: memoryStorage(),
    files: memoryStorage(),
    alarms: new Map<string, object>(),
    badge: '',
  };
});

vi.mock('wxt/browser', () => {
  const area = (storage: MemoryStorage) => ({
    get: async (key: string) => ({ [key]: await storage.get(key) }),
    set: async (items: Record<string, unknown>) => {
      for (const [key, value] of Object.entries(items)) await storage.set(key, value);
    },
    remove: (key: string) => storage.remove(key),
    clear: async () => {
      for (const key of await storage.names()) await storage.remove(key);
    },
  });
  return {
    browser: {
      storage: { local: area(fake.local), session: area(fake.session) },
      alarms: {
        create: async (name: string, alarm: object) => void fake.alarms.set(name, alarm),
        clear: async (name: string) => fake.alarms.delete(name),
        clearAll: async () => fake.alarms.clear(),
      },
      action: {
        setBadgeText: async ({ text }: { text: string }) => {
          fake.badge = text;
        },
        setBadgeBackgroundColor: async () => undefined,
      },
      permissions: { contains: async () => true, remove: async () => true },
    },
  };
});
vi.mock('./derivation.ts', async () => {
  const { fastDerive } = await import('../../lib/vault/harness.fixture.ts');
  return { derivation: () => fastDerive };
});
vi.mock('../../lib/vault/erasable.ts', async (original) => ({
  ...(await original<typeof import('../../lib/vault/erasable.ts')>()),
  filesIn: () => fake.files,
}));

let services: Services;
let refresh: RefreshRunner;
let handlers: Handlers;

function startBackground(): void {
  services = createServices();
  refresh = createRefreshRunner(services);
  handlers = createHandlers(services, refresh, async () => {
    await services.vault.checkLock();
  });
}

beforeEach(async () => {
  vi.stubGlobal('navigator', {
    onLine: true,
    locks: { request: async (_name: string, _how: object, work: (lock: object) => unknown) => work({}) },
  });
  for (const storage of [fake.local, fake.session, fake.files]) {
    storage.data.clear();
    storage.before = () => undefined;
  }
  fake.alarms.clear();
  fake.badge = '3';
  const store = await emptyStore();
  startBackground();
  await saveConnection(store, buildConnection());
  expect(await services.vault.create(PASSPHRASE, { [buildConnection().id]: KEY })).toEqual({ ok: true });
});

/** As a newer version of the extension leaves it. */
async function newer(): Promise<void> {
  await closeStore();
  await new Promise((done) => {
    const opening = indexedDB.open(DATABASE, VERSION + 1);
    opening.onsuccess = () => done(opening.result.close());
  });
}

/** As a browser that blocks site data, or whose files are damaged. */
async function refused(): Promise<void> {
  await closeStore();
  const refuse = () => {
    throw new DOMException('Internal error.', 'UnknownError');
  };
  globalThis.indexedDB = Object.assign(new IDBFactory(), { open: refuse, deleteDatabase: refuse });
}

describe.each([
  ['of a newer version', newer],
  ['that the browser refuses', refused],
])('a database %s', (_name, breakDatabase) => {
  test('keeps nobody from locking and unlocking', async () => {
    await breakDatabase();
    expect(await handlers['vault.state']({})).toMatchObject({ exists: true, unlocked: true, trouble: null });
    expect(await handlers['vault.lock']({})).toEqual({ ok: true });
    expect(fake.session.data.size).toBe(0);
    expect(await handlers['vault.state']({})).toMatchObject({ exists: true, unlocked: false });
    expect(await handlers['vault.unlock']({ passphrase: PASSPHRASE })).toEqual({
      ok: true,
      refreshStarted: false,
    });
  });

  test('ends the alarm of a refresh, which has nothing to resume', async () => {
    await breakDatabase();
    fake.alarms.set('refresh', {});
    await refresh.resume();
    expect(fake.alarms.has('refresh')).toBe(false);
    expect(await handlers['refresh.start']({})).toMatchObject({ ok: false });
    expect(fake.alarms.has('refresh')).toBe(false);
  });
});

describe('Forget everything', () => {
  test('removes every part', async () => {
    fake.alarms.set('lock', {});
    expect(await handlers['data.forget']({})).toEqual({ ok: true });
    for (const { data } of [fake.local, fake.session, fake.files]) expect(data.size).toBe(0);
    expect(fake.alarms.size).toBe(0);
    expect(fake.badge).toBe('');
    expect(await (await openStore()).count('connections')).toBe(0);
  });

  test('deletes a database that cannot be opened', async () => {
    await newer();
    expect(await handlers['data.forget']({})).toEqual({ ok: true });
    for (const { data } of [fake.local, fake.session, fake.files]) expect(data.size).toBe(0);
    expect((await openStore()).version).toBe(VERSION);
    expect(await handlers['vault.state']({})).toMatchObject({ exists: false });
  });

  test('removes all but the database where the browser refuses it, and says so', async () => {
    await refused();
    expect(await handlers['data.forget']({})).toEqual({
      ok: false,
      code: 'forget-incomplete',
      detail: { left: ['database'] },
    });
    for (const { data } of [fake.local, fake.session, fake.files]) expect(data.size).toBe(0);
    expect(fake.badge).toBe('');
  });

  test.each([
    ['key', 'files'],
    ['key', 'session'],
    ['settings', 'local'],
  ] as const)('removes the rest where %s is left in %s', async (part, storage) => {
    fake[storage].before = (operation) => {
      if (operation === 'remove') throw new Error('refused');
    };
    expect(await handlers['data.forget']({})).toEqual({
      ok: false,
      code: 'forget-incomplete',
      detail: { left: [part] },
    });
    for (const other of ['local', 'session', 'files'] as const)
      if (other !== storage) expect(fake[other].data.size).toBe(0);
    expect(await (await openStore()).count('connections')).toBe(0);
  });
});

test('a refresh that a dead background left while locked waits without an alarm', async () => {
  await beginRefreshState(await openStore(), {
    phase: 'running',
    startedAt: 1,
    endedAt: null,
    fraction: null,
    objectsRead: 0,
    requests: 0,
    failure: null,
    changes: [],
  });
  await services.vault.lock();
  fake.alarms.set('refresh', {});
  await refresh.resume();
  expect(fake.alarms.has('refresh')).toBe(false);
});
