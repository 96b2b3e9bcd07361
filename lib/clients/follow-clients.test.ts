import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildClientDraft } from '../../tests/support/build-client.ts';
import { buildConnection } from '../../tests/support/build-connection.ts';
import { NOW } from '../../tests/support/virtual-time.ts';
import type { RefreshState } from '../model/refresh.ts';
import { seconds } from '../model/units.ts';
import type { Store } from '../store/db/open.ts';
import { emptyStore } from '../store/db/store.fixture.ts';
import { addClient } from '../store/records/clients.ts';
import { saveConnection } from '../store/records/connections.ts';
import { beginRefreshState } from '../store/records/write-refresh-state.ts';
import { type ClientsResult, readClientsData } from './clients-data.ts';
import { type ClientsFollower, followClients } from './follow-clients.ts';

let store: Store;
let follower: ClientsFollower | null = null;

beforeEach(async () => {
  store = await emptyStore();
  await saveConnection(store, buildConnection());
});
afterEach(() => follower?.stop());

/** Follows, and resolves when what is shown fits. */
function shows(reading: Promise<ClientsResult>, fits: (result: ClientsResult) => boolean) {
  return new Promise<void>((resolve) => {
    follower = followClients(reading, (result) => {
      if (fits(result)) resolve();
    });
  });
}

const running: RefreshState = {
  phase: 'running',
  startedAt: NOW,
  endedAt: null,
  fraction: null,
  objectsRead: 0,
  requests: 1,
  failure: null,
  changes: [],
};
const names = (result: ClientsResult) => (result.ok ? result.data.view.rows.map((row) => row.name) : []);

test('a refresh that ended between the first read and the first listening is shown as ended', async () => {
  await beginRefreshState(store, running);
  const reading = readClientsData('first');
  await reading;
  await beginRefreshState(store, { ...running, phase: 'done', endedAt: NOW + 1 });
  await shows(reading, (result) => result.ok && result.data.refresh?.phase === 'done');
});

test('a client that was added in between is shown', async () => {
  const reading = readClientsData('first');
  await reading;
  await addClient(store, buildClientDraft({ name: 'Acme' }), seconds(NOW));
  await shows(reading, (result) => names(result).includes('Acme'));
});

test('what is announced later is shown', async () => {
  const seen = shows(readClientsData('first'), (result) => names(result).includes('Later'));
  await addClient(store, buildClientDraft({ name: 'Later' }), seconds(NOW));
  await seen;
});

test('where nothing was missed, nothing is read twice', async () => {
  const results: ClientsResult[] = [];
  const reading = readClientsData('first');
  await reading;
  follower = followClients(reading, (result) => results.push(result));
  // The store answers in order: when this read is answered, the look for what was missed is over.
  await readClientsData('whole');
  expect(results).toEqual([await reading]);
});
