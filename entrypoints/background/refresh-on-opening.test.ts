import { beforeEach, describe, expect, test } from 'vitest';
import type { RefreshAge } from '../../lib/model/settings.ts';
import { type Seconds, seconds } from '../../lib/model/units.ts';
import type { Store } from '../../lib/store/db/open.ts';
import { emptyStore } from '../../lib/store/db/store.fixture.ts';
import { saveConnection } from '../../lib/store/records/connections.ts';
import { writeSettings } from '../../lib/store/records/write-settings.ts';
import { buildConnection } from '../../tests/support/build-connection.ts';
import { NOW } from '../../tests/support/virtual-time.ts';
import { createOpening } from './refresh-on-opening.ts';

const HOUR = 3_600;
const hoursAgo = (hours: number): Seconds => seconds(NOW - hours * HOUR);

let store: Store;
let world: { unlocked: boolean; online: boolean; running: boolean; runs: number };
let opened: () => Promise<void>;

async function setUp({ age, lastRefresh }: { age: RefreshAge; lastRefresh: Seconds | null }) {
  await writeSettings(store, { refreshAge: age });
  await saveConnection(store, buildConnection({ lastRefresh }));
}

beforeEach(async () => {
  store = await emptyStore();
  world = { unlocked: true, online: true, running: false, runs: 0 };
  opened = createOpening({
    openStore: async () => store,
    isUnlocked: async () => world.unlocked,
    isOnline: () => world.online,
    isRunning: () => world.running,
    run: async () => {
      world.running = true;
      world.runs += 1;
    },
    now: () => NOW * 1000,
  });
});

describe('a page that opens', () => {
  test.each<[string, RefreshAge, Seconds | null, number]>([
    ['refreshes nothing by default', 0, hoursAgo(1_000), 0],
    ['refreshes what is older than an hour', 1, hoursAgo(1.01), 1],
    ['leaves what is younger', 1, hoursAgo(0.99), 0],
    ['counts six hours', 6, hoursAgo(5.9), 0],
    ['refreshes after six', 6, hoursAgo(6.1), 1],
    ['counts 24 hours', 24, hoursAgo(23.9), 0],
    ['refreshes after 24', 24, hoursAgo(24.1), 1],
    ['refreshes what was never read', 24, null, 1],
    ['leaves figures of the future, after the clock was set back', 1, hoursAgo(-3), 0],
  ])('%s', async (_name, age, lastRefresh, runs) => {
    await setUp({ age, lastRefresh });
    await opened();
    expect(world.runs).toBe(runs);
  });

  test('never asks while locked, and reads nothing offline', async () => {
    await setUp({ age: 1, lastRefresh: hoursAgo(9) });
    world.unlocked = false;
    await opened();
    world.unlocked = true;
    world.online = false;
    await opened();
    expect(world.runs).toBe(0);
  });

  test('leaves a disconnected account alone', async () => {
    await setUp({ age: 1, lastRefresh: hoursAgo(9) });
    await saveConnection(store, buildConnection({ connected: false, lastRefresh: hoursAgo(9) }));
    await opened();
    expect(world.runs).toBe(0);
  });

  test('starts one refresh, however many open together', async () => {
    await setUp({ age: 1, lastRefresh: hoursAgo(9) });
    await Promise.all([opened(), opened(), opened()]);
    expect(world.runs).toBe(1);
  });

  test('finds the figures that a refresh has just brought', async () => {
    await setUp({ age: 1, lastRefresh: hoursAgo(9) });
    await opened();
    await saveConnection(store, buildConnection({ lastRefresh: NOW }));
    world.running = false;
    await opened();
    expect(world.runs).toBe(1);
  });
});
