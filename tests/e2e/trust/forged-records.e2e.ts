import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import type { ExtensionPage, PageName } from '../drivers/driver.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { inPage } from '../drivers/in-page.ts';
import { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import { PopupPage } from '../drivers/popup.ts';
import type { World } from '../drivers/world.ts';
import { startWorld } from '../drivers/world.ts';

/**
 * Stored is not trusted: the forgeries of lib/refresh/scenarios/forged-records.test.ts, in real pages. In each round all
 * records of some stores carry one kind of forgery, each in another member; the pages open again. None is ever white, none shows the page for bugs, and Lock, Refresh and Forget everything go on working.
 */

const PAGES = ['popup', 'dashboard', 'options'] as const;
const FORGERIES = ['missing', 'null', 'object', 'text', 'huge', 'nan', 'list', 'unknown member'] as const;
/** What a refresh reads; all else is of this browser. */
const FROM_STRIPE = ['connections', 'subscriptions', 'invoices', 'products', 'prices', 'coupons', 'runs'];
type Forgery = (typeof FORGERIES)[number];

type Kept = Record<string, unknown>;
type Snapshot = { store: string; records: Kept[] }[];

/** Every record of every store but the vault's, whose copies have tests of their own. */
function snapshot(page: Page): Promise<Snapshot> {
  return inPage(page, async () => {
    const ended = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await ended(indexedDB.open('clientplug'));
    const names = [...database.objectStoreNames].filter((name) => name !== 'vault');
    const reading = database.transaction(names);
    const all = await Promise.all(
      names.map(async (store) => ({ store, records: await ended(reading.objectStore(store).getAll()) })),
    );
    database.close();
    return all;
  });
}

/** Puts everything back as in the snapshot, but the records of these stores forged. Answers with how many were. */
function forge(page: Page, whole: Snapshot, stores: readonly string[], forgery: Forgery): Promise<number> {
  return inPage(
    page,
    async (snapshot: Snapshot, forgedStores: readonly string[], how: Forgery) => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open('clientplug');
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      const values: Record<string, unknown> = {
        null: null,
        object: { toString: 1 },
        text: 'forged',
        huge: 1e300,
        nan: Number.NaN,
        list: [null],
      };
      const forged = (value: unknown, turn: number): unknown => {
        if (typeof value !== 'object' || value === null) return values[how] ?? null;
        const copy = structuredClone(value) as Record<string, unknown>;
        if (how === 'unknown member') return { ...copy, unknown: 'new' };
        const members = Object.keys(copy);
        const member = members[turn % members.length] ?? 'unknown';
        if (how === 'missing') delete copy[member];
        else copy[member] = values[how];
        return copy;
      };
      let count = 0;
      const writing = database.transaction(
        snapshot.map(({ store }) => store),
        'readwrite',
      );
      for (const { store, records } of snapshot) {
        const target = writing.objectStore(store);
        target.clear();
        const key = [target.keyPath ?? []].flat();
        for (const [index, record] of records.entries()) {
          if (!forgedStores.includes(store)) {
            // What pages paint is a cache: without it they see the forged record itself.
            if (store !== 'views') target.put(record);
            continue;
          }
          // A record of views is JSON; one of settings and the like is one value.
          const inner = 'json' in record ? 'json' : 'value' in record ? 'value' : null;
          const parts =
            inner === 'json' ? forged(JSON.parse(String(record.json)), index) : forged(record.value, index);
          const next = inner
            ? { ...record, [inner]: inner === 'json' ? JSON.stringify(parts) : parts }
            : (forged(record, index + 1) as Record<string, unknown>);
          // The key stays: IndexedDB itself refuses a record without one.
          for (const member of key) next[member] = record[member];
          target.put(next);
          count += 1;
        }
      }
      await new Promise<void>((resolve, reject) => {
        writing.oncomplete = () => resolve();
        writing.onabort = () => reject(writing.error);
      });
      database.close();
      return count;
    },
    whole,
    stores,
    forgery,
  );
}

inEveryBrowser('forged records', (kind) => {
  let world: World;
  let whole: Snapshot;
  const open = new Map<PageName, ExtensionPage>();

  beforeAll(async () => {
    world = await startWorld(kind);
    const options = await world.options();
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    const popup = await world.popup();
    await popup.addClient({
      name: 'Acme',
      subscription: { type: 'care', option: { starts: 'Acme Studio' } },
      addOn: { label: 'Care', amount: '10' },
    });
    await popup.addClient({ name: 'By hand', manual: { status: 'Paid', monthly: '120' } });
    await popup.refresh(world.server);
    await popup.status('Acme', 'Paid');
    open.set('popup', popup.page);
    open.set('options', options.page);
    open.set('dashboard', await world.browser.openPage('dashboard'));
    whole = await world.browser.inNeutralPage(snapshot);
  });
  afterAll(async () => {
    await world?.close();
  });

  /** "popup: white" for each page that does not show what every page must; it may need a moment. */
  async function sound(when: string): Promise<void> {
    for (const [name, shown] of open) {
      await expect
        .poll(
          () =>
            inPage(shown.page, () => {
              const text = document.body.textContent;
              if (/This page can’t be shown/.test(text)) return 'the page for bugs';
              const buttons = [...document.querySelectorAll('button')].map(
                (button) => button.getAttribute('aria-label') ?? button.textContent,
              );
              return buttons.some((button) => /Lock now/.test(button)) ? 'sound' : `no Lock now: ${text}`;
            }),
          { ...SLOW, message: `${name}, ${when}` },
        )
        .toBe('sound');
    }
  }

  function page(name: PageName): ExtensionPage {
    const found = open.get(name);
    if (!found) throw new Error(`${name} is not open.`);
    return found;
  }

  async function openAgain(): Promise<void> {
    for (const [name, shown] of open) {
      await shown.close();
      open.set(name, await world.browser.openPage(name));
    }
  }

  // A selection in Firefox, which takes longer to open a page. Every single forgery is a unit test.
  const forgeries = kind === 'chromium' ? FORGERIES : (['missing', 'object', 'huge'] as const);

  test.each(forgeries)('no page is ever white: %s', { timeout: 60_000 }, async (forgery) => {
    const others = whole.map(({ store }) => store).filter((store) => !FROM_STRIPE.includes(store));
    for (const stores of [FROM_STRIPE, others]) {
      const forged = await world.browser.inNeutralPage((page) => forge(page, whole, stores, forgery));
      expect(forged).toBeGreaterThan(0);
      await openAgain();
      await sound(`${forgery} in ${stores.join(', ')}`);
    }
    expect([...open.keys()].sort()).toEqual([...PAGES].sort());
  });

  test('a refresh runs over forged records, and Lock works over them', async () => {
    await world.browser.inNeutralPage((page) => forge(page, whole, FROM_STRIPE, 'nan'));
    await openAgain();
    const popup = new PopupPage(page('popup'));
    await popup.refresh(world.server);
    await popup.refreshStatus.says(/^Last refreshed/, SLOW);
    await popup.status('Acme', 'Paid');
    await popup.lockNow();
    await new OptionsPage(page('options')).security.by('status').says('Locked', SLOW);
  });

  test('nothing that was forged was an uncaught error', async () => {
    expect(await world.browser.problems()).toEqual([]);
  });

  // Firefox runs no script of a test before the scripts of an extension's page.
  if (kind === 'chromium')
    test.each(PAGES)('a %s that throws while it is painted offers what helps', async (name) => {
      const broken = page(name);
      await broken.page.evaluateOnNewDocument(() => {
        // A browser's own function that every page needs for a date.
        Intl.DateTimeFormat.prototype.format = () => {
          throw new Error('no dates today');
        };
        Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', {
          get: () => {
            throw new Error('no dates today');
          },
        });
      });
      await broken.page.reload({ waitUntil: 'domcontentloaded' });
      await broken.by('heading', 'This page can’t be shown').one(SLOW);
      for (const theme of ['light', 'dark'] as const) {
        await world.browser.setTheme(theme);
        await broken.screenshot(`artifacts/screenshots/chromium-broken-${name}-${theme}.png`);
      }
      for (const button of ['Try again', 'Copy diagnostics', 'Forget everything'])
        await broken.by('button', button).one();
      await broken.by('button', 'Lock now').click();
      await broken.by('status').says('Locked.', SLOW);
    });
});
