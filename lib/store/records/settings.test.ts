import { beforeEach, describe, expect, test } from 'vitest';
import { buildClientDraft } from '../../../tests/support/build-client.ts';
import { buildConnection } from '../../../tests/support/build-connection.ts';
import { NOW } from '../../../tests/support/virtual-time.ts';
import { DEFAULT_SETTINGS } from '../../model/settings.ts';
import type { Store } from '../db/open.ts';
import { emptyStore } from '../db/store.fixture.ts';
import { readRevision } from '../db/write.ts';
import { rebuildViews } from '../views/compute.ts';
import { readClientsView } from '../views/read.ts';
import { addClient } from './clients.ts';
import { saveConnection } from './connections.ts';
import { parseSettings, readSettings } from './settings.ts';
import { writeSettings } from './write-settings.ts';

let store: Store;

beforeEach(async () => {
  store = await emptyStore();
  await saveConnection(store, buildConnection());
});

describe('settings', () => {
  test('are the defaults until something is chosen, and keep each choice', async () => {
    expect(await readSettings(store)).toEqual(DEFAULT_SETTINGS);
    await writeSettings(store, { upcomingWindowDays: 14, refreshAge: 6 });
    await writeSettings(store, { temporaryDiscounts: true });
    await writeSettings(store, { notifyPaid: true });
    expect(await readSettings(store)).toEqual({
      ...DEFAULT_SETTINGS,
      upcomingWindowDays: 14,
      refreshAge: 6,
      temporaryDiscounts: true,
      notifyPaid: true,
    });
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a list', []],
    ['a window of 0 days', { upcomingWindowDays: 0 }],
    ['a window of 32 days', { upcomingWindowDays: 32 }],
    ['half a day', { upcomingWindowDays: 1.5 }],
    ['an age that is no choice', { refreshAge: 2 }],
    ['text for a switch', { notifyAmounts: 'yes', temporaryDiscounts: 1 }],
  ])('%s is stored: the default stands', (_name, value) => {
    expect(parseSettings(value)).toEqual(DEFAULT_SETTINGS);
  });
});

describe('the setting for temporary discounts', () => {
  test('drops the monthly values that were computed without it, and nothing else does', async () => {
    await addClient(store, buildClientDraft(), NOW);
    await rebuildViews(store);
    await writeSettings(store, { upcomingWindowDays: 3, temporaryDiscounts: false });
    expect(await readClientsView(store)).not.toBeNull();
    await writeSettings(store, { temporaryDiscounts: true });
    expect(await readClientsView(store)).toBeNull();
    expect((await rebuildViews(store)).clients.rows).toHaveLength(1);
    await writeSettings(store, { temporaryDiscounts: true });
    expect(await readClientsView(store)).not.toBeNull();
  });

  test('counts as a change, so that a refresh under way computes again', async () => {
    const before = await readRevision(store);
    await writeSettings(store, { temporaryDiscounts: true });
    expect(await readRevision(store)).toBe(before + 1);
  });
});
