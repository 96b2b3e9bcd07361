import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import { buildClientDraft } from '../../tests/support/build-client.ts';
import { systemCalendar, zoneCalendar } from '../billing/calendar.ts';
import { portfolio } from '../billing/portfolio.ts';
import { currency, minorUnits, seconds } from '../model/units.ts';
import { forgetAll } from '../store/db/forget.ts';
import type { Store } from '../store/db/open.ts';
import { emptyStore } from '../store/db/store.fixture.ts';
import { readRevision } from '../store/db/write.ts';
import { addClients, updateClient } from '../store/records/clients.ts';
import { readSettings } from '../store/records/settings.ts';
import { buildAsOf } from '../store/views/as-of.ts';
import { rebuildViews } from '../store/views/compute.ts';
import { readFirstScreen } from '../store/views/first-screen.ts';
import { readClientsView } from '../store/views/read.ts';
import { readClientsData } from './clients-data.ts';
import { basisOf, keepFirstScreen } from './first-screen.ts';

const MANY = 150;
const calendar = systemCalendar();
const now = seconds(Math.floor(Date.now() / 1000));

let store: Store;

beforeEach(async () => {
  store = await emptyStore();
});

async function addMany(count: number) {
  const drafts = Array.from({ length: count }, (_, index) =>
    buildClientDraft({
      name: `Client ${String(index).padStart(3, '0')}`,
      manual: {
        status: index % 10 === 3 ? 'late' : 'paid',
        monthly: { amount: minorUnits(1000 + index), currency: currency(index < 5 ? 'eur' : 'usd') },
        nextBilling: null,
      },
    }),
  );
  const added = await addClients(store, drafts, now);
  if (!added.ok) throw new Error(added.code);
  await rebuildViews(store);
  return added.ids;
}

/** As the background does after a refresh, and a page when it has painted. */
async function keep() {
  const revision = await readRevision(store);
  const view = await readClientsView(store);
  const settings = await readSettings(store);
  if (!view) throw new Error('no view');
  const asOf = buildAsOf({ now, calendar, settings, connections: view.connections });
  const figures = portfolio(view.rows, asOf);
  await keepFirstScreen(store, { figures, connections: view.connections, settings, asOf, revision });
  return figures;
}

async function readData(extent: 'first' | 'whole') {
  const read = await readClientsData(extent);
  if (!read.ok) throw new Error(read.code);
  return read.data;
}

describe('the top of the list, kept for the next popup', () => {
  test('has the rows that come first and the figures of all', async () => {
    await addMany(MANY);
    const figures = await keep();
    const { firstScreen, view } = await readData('first');
    expect(view.rows.length).toBeLessThan(MANY);
    expect(view.rows.map((row) => row.name).slice(0, 3)).toEqual(['Client 003', 'Client 013', 'Client 023']);
    expect(firstScreen).toMatchObject({
      unknown: 0,
      overdue: figures.overdue,
      due: figures.due,
      counts: { all: MANY, late: 15, paid: MANY - 15, other: 0 },
    });
    expect([...(firstScreen?.mrr ?? [])].sort((a, b) => (a.currency < b.currency ? -1 : 1))).toEqual(
      figures.mrr,
    );
    expect(firstScreen?.mrr[0]?.currency).toBe('usd');
  });

  test('is left alone by who wants all of it', async () => {
    await addMany(MANY);
    await keep();
    const { firstScreen, view } = await readData('whole');
    expect(firstScreen).toBeNull();
    expect(view.rows).toHaveLength(MANY);
  });

  test('is of no use once a discount has ended since', async () => {
    await addMany(MANY);
    await keep();
    const [kept] = await store.getAll('views', 'first-screen');
    if (!kept) throw new Error('nothing was kept');
    const withStep = (until: number) =>
      store.put('views', { name: 'first-screen', json: JSON.stringify({ ...JSON.parse(kept.json), until }) });
    await withStep(now + 3600);
    expect((await readData('first')).firstScreen).not.toBeNull();
    await withStep(now - 1);
    expect((await readData('first')).firstScreen).toBeNull();
  });

  test('is of no use after an edit', async () => {
    const [id] = await addMany(MANY);
    await keep();
    if (id) await updateClient(store, { id, patch: { name: 'Renamed' }, now });
    expect((await readData('first')).firstScreen).toBeNull();
  });

  test('is not kept where an edit came in between', async () => {
    const [id] = await addMany(MANY);
    const settings = await readSettings(store);
    const revision = await readRevision(store);
    const view = await readClientsView(store);
    if (!view || !id) throw new Error('no view');
    const asOf = buildAsOf({ now, calendar, settings, connections: view.connections });
    await updateClient(store, { id, patch: { name: 'Renamed' }, now });
    await keepFirstScreen(store, {
      figures: portfolio(view.rows, asOf),
      connections: view.connections,
      settings,
      asOf,
      revision,
    });
    expect(await readFirstScreen(store)).toBeNull();
  });

  test('does not come back after everything was forgotten', async () => {
    await addMany(MANY);
    const view = await readClientsView(store);
    const settings = await readSettings(store);
    if (!view) throw new Error('no view');
    const asOf = buildAsOf({ now, calendar, settings, connections: view.connections });
    await forgetAll(store);
    await keepFirstScreen(store, {
      figures: portfolio(view.rows, asOf),
      connections: view.connections,
      settings,
      asOf,
      revision: 0,
    });
    expect(await store.getAll('views')).toEqual([]);
  });

  test('is not kept for a list that is read as fast without', async () => {
    await addMany(20);
    await keep();
    expect(await readFirstScreen(store)).toBeNull();
  });

  test('holds for one day, one zone and one set of settings', () => {
    const settings = { upcomingWindowDays: 7, temporaryDiscounts: false };
    const utc = zoneCalendar('UTC');
    const noon = seconds(1_763_812_800);
    const basis = basisOf(3, settings, { now: noon, calendar: utc });
    expect(basisOf(3, settings, { now: seconds(noon + 3600), calendar: utc })).toBe(basis);
    expect(basisOf(4, settings, { now: noon, calendar: utc })).not.toBe(basis);
    expect(basisOf(3, settings, { now: seconds(noon + 86_400), calendar: utc })).not.toBe(basis);
    expect(basisOf(3, { ...settings, upcomingWindowDays: 8 }, { now: noon, calendar: utc })).not.toBe(basis);
    expect(basisOf(3, { ...settings, temporaryDiscounts: true }, { now: noon, calendar: utc })).not.toBe(
      basis,
    );
  });
});
