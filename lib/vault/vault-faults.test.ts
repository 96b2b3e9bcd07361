import { describe, expect, test, vi } from 'vitest';
import {
  createHarness,
  createUnlocked,
  type Harness,
  KEY,
  NEW_PASSPHRASE,
  PASSPHRASE,
} from './harness.fixture.ts';
import { NAMES } from './key-value.ts';
import type { VaultResult } from './result.ts';
import type { MemoryStorage, Operation } from './storage.fixture.ts';
import { asVersion1, openSeal } from './stored.fixture.ts';
import { upwards, type Vault } from './vault.ts';

/**
 * Each thing that the vault does, broken off at each of its storage steps in each of these ways; afterwards the vault
 * is the old one or the new one, opens, and never looks lost or like a first run.
 */
vi.setConfig({ testTimeout: 60_000 });

type Contents = { acct_one?: string; acct_two?: string };
const OLD: Contents = { acct_one: KEY };

interface Scenario {
  name: string;
  setUp: () => Promise<Harness>;
  act: (vault: Vault) => Promise<VaultResult>;
  /** What may be found afterwards, by passphrase; `null`: no vault. */
  before: [string, Contents] | null;
  after: [string, Contents] | null;
}

const SCENARIOS: Scenario[] = [
  {
    name: 'create',
    setUp: async () => createHarness(),
    act: (vault) => vault.create(PASSPHRASE, { acct_one: KEY }),
    before: null,
    after: [PASSPHRASE, OLD],
  },
  {
    name: 'unlock',
    setUp: locked,
    act: (vault) => vault.unlock(PASSPHRASE),
    before: [PASSPHRASE, OLD],
    after: [PASSPHRASE, OLD],
  },
  {
    name: 'unlock with an upgrade',
    setUp: weak,
    act: (vault) => vault.unlock(PASSPHRASE),
    before: [PASSPHRASE, OLD],
    after: [PASSPHRASE, OLD],
  },
  {
    name: 'putKey',
    setUp: createUnlocked,
    act: (vault) => vault.putKey('acct_two', 'rk_test_two'),
    before: [PASSPHRASE, OLD],
    after: [PASSPHRASE, { acct_one: KEY, acct_two: 'rk_test_two' }],
  },
  {
    name: 'removeKey',
    setUp: async () => {
      const harness = await createUnlocked();
      await harness.vault.putKey('acct_two', 'rk_test_two');
      return harness;
    },
    act: (vault) => vault.removeKey('acct_two'),
    before: [PASSPHRASE, { acct_one: KEY, acct_two: 'rk_test_two' }],
    after: [PASSPHRASE, OLD],
  },
  {
    name: 'changePassphrase',
    setUp: createUnlocked,
    act: (vault) => vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE),
    before: [PASSPHRASE, OLD],
    after: [NEW_PASSPHRASE, OLD],
  },
  {
    name: 'unlock of a version 1 vault',
    setUp: version1,
    act: (vault) => vault.unlock(PASSPHRASE),
    before: [PASSPHRASE, OLD],
    after: [PASSPHRASE, OLD],
  },
  {
    name: 'replace',
    setUp: locked,
    act: (vault) => vault.replace(NEW_PASSPHRASE, { acct_two: 'rk_test_two' }),
    before: [PASSPHRASE, OLD],
    after: [NEW_PASSPHRASE, { acct_two: 'rk_test_two' }],
  },
  {
    name: 'removeKey of the last one',
    setUp: createUnlocked,
    act: (vault) => vault.removeKey('acct_one'),
    before: [PASSPHRASE, OLD],
    after: null,
  },
  {
    name: 'remove',
    setUp: createUnlocked,
    act: (vault) => vault.remove(),
    before: [PASSPHRASE, OLD],
    after: null,
  },
];

async function locked(): Promise<Harness> {
  const harness = await createUnlocked();
  harness.restartBrowser();
  return harness;
}

/** As a release before the pepper left it. */
async function version1(): Promise<Harness> {
  const harness = await locked();
  const stored = JSON.stringify(await asVersion1(await openSeal(harness)));
  for (const { data } of [harness.local, harness.second]) data.set(NAMES.envelope, stored);
  harness.erasable.data.clear();
  return harness;
}

async function weak(): Promise<Harness> {
  const old = await createUnlocked({ parameters: { memoryKiB: 20_000, passes: 2, lanes: 1 } });
  const harness = createHarness();
  for (const name of ['local', 'second', 'erasable'] as const) {
    for (const [key, text] of old[name].data) harness[name].data.set(key, text);
  }
  return harness;
}

const stores = (harness: Harness): MemoryStorage[] => [
  harness.local,
  harness.second,
  harness.erasable,
  harness.session,
];

type Way = 'fails once' | 'fails from then on' | 'fails after it took effect' | 'the worker dies';
const WAYS: Way[] = ['fails once', 'fails from then on', 'fails after it took effect', 'the worker dies'];

/** Breaks the given step. Resolves `died` when the worker is dead. */
function breakAt(harness: Harness, at: number, way: Way, only: (operation: Operation) => boolean) {
  let step = 0;
  let die = (): void => undefined;
  const died = new Promise<'died'>((resolve) => {
    die = () => resolve('died');
  });
  for (const store of stores(harness)) {
    let failAfter = false;
    store.before = (operation) => {
      if (!only(operation)) return undefined;
      step += 1;
      if (way === 'the worker dies' && step >= at) {
        die();
        return new Promise(() => undefined);
      }
      failAfter = way === 'fails after it took effect' && step === at;
      if (way === 'fails once' ? step === at : way === 'fails from then on' && step >= at) {
        throw new Error(`step ${at} failed`);
      }
      return undefined;
    };
    store.after = () => {
      if (!failAfter) return;
      failAfter = false;
      throw new Error(`step ${at} failed afterwards`);
    };
  }
  return { died, steps: () => step };
}

function mend(harness: Harness): void {
  for (const store of stores(harness)) {
    store.before = () => undefined;
    store.after = () => undefined;
  }
}

/** What is found after everything was restarted: which of the two vaults, or none. */
async function found(harness: Harness, { before, after }: Scenario): Promise<'before' | 'after' | string> {
  const vault = harness.restartBrowser();
  harness.clock.pass(60_000);
  await vault.start();
  const state = await vault.state();
  if (!state.exists) {
    expect([NAMES.envelope, NAMES.marker].filter((name) => harness.dump().includes(`${name}=`))).toEqual([]);
    expect([...harness.erasable.data]).toEqual([]);
    return before === null ? 'before' : after === null ? 'after' : 'missing';
  }
  if (state.trouble !== null) return state.trouble;
  for (const [which, expected] of [
    ['after', after],
    ['before', before],
  ] as const) {
    if (expected === null) continue;
    harness.clock.pass(60_000);
    if (!(await vault.unlock(expected[0])).ok) continue;
    const contents: Contents = {};
    for (const id of ['acct_one', 'acct_two'] as const) {
      const read = await vault.readKey(id);
      if (read.ok) contents[id] = read.key;
    }
    if (JSON.stringify(contents) !== JSON.stringify(expected[1])) continue;
    // Settled: no other pepper is left, and so no former envelope opens.
    const { pepper } = JSON.parse(harness.local.data.get(NAMES.envelope) ?? '{}');
    expect(harness.local.data.get(NAMES.envelope)).toBe(harness.second.data.get(NAMES.envelope));
    expect([...harness.erasable.data.keys()]).toEqual([pepper]);
    return which;
  }
  return 'neither';
}

async function countSteps(scenario: Scenario, only: (operation: Operation) => boolean): Promise<number> {
  const harness = await scenario.setUp();
  const { steps } = breakAt(harness, Number.POSITIVE_INFINITY, 'fails once', only);
  expect((await scenario.act(harness.vault)).ok).toBe(true);
  return steps();
}

describe.each(SCENARIOS)('$name, broken off at any storage step', (scenario) => {
  test.each(WAYS)('%s: the vault is the old or the new one, and whole', async (way) => {
    const steps = await countSteps(scenario, () => true);
    for (let at = 1; at <= steps; at += 1) {
      const harness = await scenario.setUp();
      const { died } = breakAt(harness, at, way, () => true);
      await Promise.race([scenario.act(harness.vault), died]);
      mend(harness);
      expect(['before', 'after'], `step ${at} of ${steps}`).toContain(await found(harness, scenario));
    }
  });

  test('a failed write says so, and the old vault is there', async () => {
    const writes = (operation: Operation) => operation === 'set' || operation === 'remove';
    const steps = await countSteps(scenario, writes);
    for (let at = 1; at <= steps; at += 1) {
      const harness = await scenario.setUp();
      breakAt(harness, at, 'fails once', writes);
      const result = await scenario.act(harness.vault);
      mend(harness);
      // 'locked' where the lock's times could not be written: without them nothing may stay open.
      if (!result.ok) expect(['storage-failed', 'locked']).toContain(result.code);
      const expected = result.ok ? 'after' : 'before';
      // A removal that was begun is finished rather than undone.
      const allowed = scenario.after === null ? ['before', 'after'] : [expected];
      // Where old and new are the same, `found` says "after".
      if (JSON.stringify(scenario.before) === JSON.stringify(scenario.after)) allowed.push('after');
      expect(allowed, `write ${at} of ${steps}`).toContain(await found(harness, scenario));
    }
  });
});

test('a storage that keeps something else than was written is noticed, and the old vault is put back', async () => {
  for (const side of ['local', 'second'] as const) {
    const harness = await createUnlocked();
    const before = harness.local.data.get(NAMES.envelope);
    let spoiled = false;
    harness[side].after = (operation, key) => {
      const text = harness[side].data.get(NAMES.envelope);
      if (operation !== 'set' || key !== NAMES.envelope || spoiled || text === undefined) return;
      spoiled = true;
      harness[side].data.set(NAMES.envelope, text.replace(/"box":"../, '"box":"AA'));
    };
    expect(await harness.vault.putKey('acct_two', 'rk_test_two')).toEqual({
      ok: false,
      code: 'storage-failed',
    });
    expect(spoiled).toBe(true);
    expect(harness.local.data.get(NAMES.envelope)).toBe(before);
    expect(harness.second.data.get(NAMES.envelope)).toBe(before);
    expect(await harness.vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
  }
});

test.each([
  ['IndexedDB', new DOMException('no room', 'QuotaExceededError')],
  ['storage.local', new Error('QUOTA_BYTES quota exceeded')],
  ['the store', Object.assign(new Error('storage-full'), { code: 'storage-full' })],
])('a full disk is named, as %s says it', async (_who, error) => {
  const harness = await createUnlocked();
  harness.second.before = (operation) => {
    if (operation === 'set') throw error;
  };
  expect(await harness.vault.putKey('acct_two', 'rk_test_two')).toEqual({ ok: false, code: 'storage-full' });
  expect(await harness.vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
});

test('an interrupted removal neither comes back nor stands in the way of a new vault', async () => {
  for (const side of ['local', 'second'] as const) {
    const harness = await createUnlocked();
    harness[side].before = (operation, key) => {
      if (operation === 'remove' && key === NAMES.envelope) throw new Error('not today');
    };
    expect(await harness.vault.remove()).toEqual({ ok: false, code: 'storage-failed' });
    expect(await harness.vault.state()).toMatchObject({ exists: false, trouble: null });
    expect(await harness.vault.unlock(PASSPHRASE)).toEqual({ ok: false, code: 'vault-missing' });
    harness[side].before = () => undefined;
    expect(await harness.vault.create(NEW_PASSPHRASE, { acct_new: 'rk_test_new' })).toEqual({ ok: true });
    expect(await harness.vault.readKey('acct_new')).toEqual({ ok: true, key: 'rk_test_new' });
    expect(await harness.restartBrowser().unlock(PASSPHRASE)).toMatchObject({
      ok: false,
      code: 'passphrase-wrong',
    });
  }
});

test('a vault that is damaged or lost is replaced as well, whenever that is interrupted', async () => {
  const wrecks: ((harness: Harness) => unknown)[] = [
    ({ erasable }) => erasable.data.clear(),
    ({ local, second }) => [local, second].map(({ data }) => data.delete(NAMES.envelope)),
    ({ local, second }) => [local, second].map(({ data }) => data.set(NAMES.envelope, '"garbage"')),
  ];
  for (const wreck of wrecks) {
    for (let at = 1; ; at += 1) {
      const harness = await locked();
      wreck(harness);
      const { died, steps } = breakAt(harness, at, 'the worker dies', () => true);
      const act = harness.vault.replace(NEW_PASSPHRASE, { acct_new: 'rk_test_new' });
      await Promise.race([act, died]);
      const done = steps() < at;
      mend(harness);
      const vault = harness.restartBrowser();
      await vault.start();
      const state = await vault.state();
      expect(state.exists).toBe(true);
      if (state.trouble === null) {
        expect(await vault.unlock(NEW_PASSPHRASE)).toEqual({ ok: true });
        expect(await vault.readKey('acct_new')).toEqual({ ok: true, key: 'rk_test_new' });
      } else {
        expect(done).toBe(false);
        expect((await vault.replace(NEW_PASSPHRASE, { acct_new: 'rk_test_new' })).ok).toBe(true);
      }
      if (done) break;
    }
  }
});

test('parameters go upwards only', () => {
  const target = { memoryKiB: 65_536, passes: 3, lanes: 4 };
  expect(upwards(target, target)).toBeNull();
  expect(upwards({ ...target, lanes: 1 }, target)).toBeNull();
  expect(upwards({ ...target, memoryKiB: 200_000, passes: 2 }, target)).toEqual({
    ...target,
    memoryKiB: 200_000,
  });
});
