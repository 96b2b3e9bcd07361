import { expect, test } from 'vitest';
import { buildClientDigest } from '../../tests/support/build-client.ts';
import { NOW } from '../../tests/support/virtual-time.ts';
import { systemCalendar } from '../billing/calendar.ts';
import type { ClientDigest } from '../billing/digest.ts';
import { portfolio } from '../billing/portfolio.ts';
import { shownColumns } from './columns.ts';

const asOf = { now: NOW, calendar: systemCalendar(), upcomingWindowDays: 7, lastRefresh: new Map() };
const rowsOf = (...changes: Partial<ClientDigest>[]) =>
  portfolio(
    changes.map((change) => buildClientDigest(change)),
    asOf,
  ).rows;
const ALWAYS = ['client', 'payment', 'owed', 'monthly', 'next'];
const unread = [{ connectionId: 'c' as never, subscriptionId: 's' as never }];

test.each([
  ['rows as in the popup have what always shows', 360, {}, ALWAYS],
  ['a narrow table leaves what is owed to the payment', 768, {}, ALWAYS.filter((one) => one !== 'owed')],
  ['a laptop shows what always shows', 1280, {}, ALWAYS],
  ['a wide one has room for the subscription', 1440, {}, [...ALWAYS, 'subscription']],
  [
    'a chosen column shows at any width',
    360,
    { type: true },
    ['client', 'payment', 'type', 'owed', 'monthly', 'next'],
  ],
  ['one that was unticked stays away', 1920, { subscription: false }, ALWAYS],
])('%s', (_what, width, choice, columns) => {
  expect(
    shownColumns({ width, choice, rows: rowsOf({ unread }), accounts: 1, panel: false }).toSorted(),
  ).toEqual(columns.toSorted());
});

test('a column that is empty for every row is left out, unless it was chosen', () => {
  const room = { width: 1920, rows: rowsOf({}), accounts: 1, panel: false };
  expect(shownColumns({ ...room, choice: {} })).toEqual(ALWAYS);
  expect(shownColumns({ ...room, choice: { since: true } })).toContain('since');
});

test('a panel beside the table takes the room of the next billing date', () => {
  const room = { rows: rowsOf({}), choice: {}, accounts: 1, panel: true };
  expect(shownColumns({ ...room, width: 1280 })).toEqual(['client', 'payment', 'owed', 'monthly']);
  expect(shownColumns({ ...room, width: 1920 })).toEqual(ALWAYS);
});

test('the account shows where there are several', () => {
  const room = { width: 1920, rows: rowsOf({}), choice: {} };
  expect(shownColumns({ ...room, accounts: 1, panel: false })).not.toContain('account');
  expect(shownColumns({ ...room, accounts: 2, panel: false })).toContain('account');
});
