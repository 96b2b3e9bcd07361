import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Sum } from '../../lib/billing/owed.ts';
import type { ClientId } from '../../lib/model/ids.ts';
import { currency, minorUnits } from '../../lib/model/units.ts';
import type { ClientChange, PaymentNews } from '../../lib/refresh/what-changed.ts';
import { forgetNotices, notifyChanges, openFromNotice } from './notify.ts';

const desktop = vi.hoisted(() => ({
  shown: new Map<string, { title: string; message: string }>(),
  allowed: true,
  broken: false,
  tabs: [] as { id: number; windowId: number; url: string }[],
  opened: [] as unknown[],
}));
vi.mock('wxt/browser', () => ({
  browser: {
    notifications: {
      create: async (id: string, notice: { title: string; message: string }) => {
        desktop.shown.set(id, notice);
      },
      getAll: async () => {
        if (desktop.broken) throw new Error('no such service');
        return Object.fromEntries([...desktop.shown.keys()].map((id) => [id, true]));
      },
      clear: async (id: string) => desktop.shown.delete(id),
    },
    permissions: {
      contains: async () => desktop.allowed,
      remove: async () => {
        desktop.allowed = false;
        return true;
      },
    },
    runtime: { getURL: (path: string) => `chrome-extension://abcdef${path}` },
    tabs: {
      query: async () => desktop.tabs,
      create: async (made: object) => desktop.opened.push(made),
      update: async (id: number, change: object) => desktop.opened.push({ id, ...change }),
    },
    windows: { update: async (id: number, change: object) => desktop.opened.push({ window: id, ...change }) },
  },
}));

const LATE_ONLY = { notifyLate: true, notifyPaid: false, notifyAmounts: false };
const ALL = { notifyLate: true, notifyPaid: true, notifyAmounts: false };
const AMOUNTS = { ...ALL, notifyAmounts: true };
const EMAIL = 'billing@acme.example';

beforeEach(() => {
  vi.stubGlobal('self', { location: { href: 'chrome-extension://abcdef/background.js' } });
  desktop.shown.clear();
  desktop.allowed = true;
  desktop.broken = false;
  desktop.tabs = [];
  desktop.opened = [];
});

const dollars = (amount: number): Sum => ({ currency: currency('usd'), amount: minorUnits(amount) });
const news = (kind: PaymentNews['kind'], client: string, ...sums: Sum[]): ClientChange => ({
  clientId: `id of ${client}` as ClientId,
  change: { kind: 'status', client, from: kind === 'late' ? 'paid' : 'late', to: kind },
  news: { kind, sums },
});
const late = (...names: string[]) => names.map((name) => news('late', name, dollars(30_000)));
const paid = (...names: string[]) => names.map((name) => news('paid', name, dollars(145_000)));
const shown = () => [...desktop.shown.values()].map(({ title, message }) => ({ title, message }));

describe('a notification', () => {
  test('names the client and says that a payment is late, or came in, and no amount', async () => {
    await notifyChanges(late('Acme Studio'), ALL);
    expect(shown()).toEqual([{ title: 'Acme Studio is now late', message: 'A payment is late.' }]);
    desktop.shown.clear();
    await notifyChanges(paid('Acme Studio'), ALL);
    expect(shown()).toEqual([{ title: 'Acme Studio has paid', message: 'A late payment came in.' }]);
  });

  test('says the amount where that was chosen and it is known', async () => {
    await notifyChanges(late('Acme Studio'), AMOUNTS);
    expect(shown()).toEqual([{ title: 'Acme Studio is now late', message: '$300.00 overdue.' }]);
    desktop.shown.clear();
    await notifyChanges(
      [news('paid', 'Acme Studio', { currency: currency('eur'), amount: minorUnits(500) }, dollars(1))],
      AMOUNTS,
    );
    expect(shown()).toEqual([{ title: 'Acme Studio has paid', message: '€5.00 + $0.01 came in.' }]);
    desktop.shown.clear();
    await notifyChanges([news('late', 'Acme Studio')], AMOUNTS);
    expect(shown()).toEqual([{ title: 'Acme Studio is now late', message: 'A payment is late.' }]);
  });

  test('is one, however many clients', async () => {
    await notifyChanges([...late('A', 'B'), ...paid('C')], AMOUNTS);
    expect(shown()).toEqual([
      {
        title: '2 clients are now late, 1 has paid',
        message: 'Late: A ($300.00), B ($300.00)\nPaid: C ($1,450.00)',
      },
    ]);
  });

  test('tells of a client in two accounts once', async () => {
    await notifyChanges([...late('A'), ...late('A')], ALL);
    expect(shown()).toEqual([{ title: 'A is now late', message: 'A payment is late.' }]);
  });

  test('of many names is a number and the first five', async () => {
    await notifyChanges(late('A', 'B', 'C', 'D', 'E', 'F'), ALL);
    expect(shown()).toEqual([{ title: '6 clients are now late', message: 'A, B, C, D, E …' }]);
  });

  test('says a name as it is, which bends nothing around it', async () => {
    await notifyChanges(late('Refund \u202e00.9$\r\n<b>Acme</b>'), ALL);
    expect(shown()[0]?.title).toBe('Refund 00.9$ <b>Acme</b> is now late');
  });

  test('is not shown for what was not chosen, for other changes, or without the permission', async () => {
    await notifyChanges(paid('A'), LATE_ONLY);
    await notifyChanges(late('A'), { ...ALL, notifyLate: false });
    await notifyChanges([], ALL);
    await notifyChanges([{ clientId: 'x' as ClientId, change: { kind: 'missing', client: EMAIL } }], ALL);
    desktop.allowed = false;
    await notifyChanges(late('A'), ALL);
    expect(desktop.shown.size).toBe(0);
  });

  test('has no buttons, which throw in Firefox', async () => {
    await notifyChanges(late('A'), ALL);
    expect([...desktop.shown.values()][0]).not.toHaveProperty('buttons');
  });
});

describe('a click on a notification', () => {
  const clickOn = async (changes: ClientChange[]) => {
    await notifyChanges(changes, ALL);
    const [id] = desktop.shown.keys();
    await openFromNotice(id ?? '');
  };

  test('opens the client in the dashboard and takes the notification away', async () => {
    await clickOn(late('A&B'));
    expect(desktop.opened).toEqual([
      { url: 'chrome-extension://abcdef/dashboard.html#client=id%20of%20A%26B' },
    ]);
    expect(desktop.shown.size).toBe(0);
  });

  test('opens the dashboard for several', async () => {
    await clickOn(late('A', 'B'));
    expect(desktop.opened).toEqual([{ url: 'chrome-extension://abcdef/dashboard.html' }]);
  });

  test('goes to the dashboard that is open, and leaves it as it is for several', async () => {
    desktop.tabs = [{ id: 7, windowId: 2, url: 'chrome-extension://abcdef/dashboard.html' }];
    await clickOn(late('A'));
    expect(desktop.opened).toEqual([
      { id: 7, active: true, url: 'chrome-extension://abcdef/dashboard.html#client=id%20of%20A' },
      { window: 2, focused: true },
    ]);
    desktop.opened = [];
    await clickOn(late('A', 'B'));
    expect(desktop.opened).toEqual([
      { id: 7, active: true },
      { window: 2, focused: true },
    ]);
  });
});

test('Forget everything takes back what is shown and the permission, even where the system does not answer', async () => {
  await notifyChanges(late('A'), ALL);
  await notifyChanges(late('B', 'C'), ALL);
  await forgetNotices();
  expect(desktop.shown.size).toBe(0);
  expect(desktop.allowed).toBe(false);

  desktop.allowed = true;
  desktop.broken = true;
  await forgetNotices();
  expect(desktop.allowed).toBe(false);
});
