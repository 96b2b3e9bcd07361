import { afterAll, beforeAll, expect, test } from 'vitest';
import { PERMISSIONS } from '../../../lib/model/permissions.ts';
import { SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { inPage } from '../drivers/in-page.ts';
import type { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import type { World } from '../drivers/world.ts';
import { startWorld } from '../drivers/world.ts';

const DAY_S = 86_400;

/** What a user is told of their key: where a good one comes from, what it may do, and when it is time for another. */

inEveryBrowser('the key and its owner', (kind) => {
  let world: World;
  let options: OptionsPage;

  beforeAll(async () => {
    world = await startWorld(kind);
    options = await world.options();
  });
  afterAll(async () => {
    await world?.close();
  });

  /** The key as if it had been saved so many days ago. */
  async function age(days: number): Promise<void> {
    await world.browser.inNeutralPage((page) =>
      inPage(
        page,
        async (savedAt: number) => {
          const opened = indexedDB.open('clientplug');
          await new Promise((done) => {
            opened.onsuccess = done;
          });
          const writing = opened.result.transaction('connections', 'readwrite');
          const connections = writing.objectStore('connections');
          const read = connections.getAll();
          read.onsuccess = () => {
            for (const connection of read.result) connections.put({ ...connection, keySavedAt: savedAt });
          };
          await new Promise((done) => {
            writing.oncomplete = done;
          });
          opened.result.close();
        },
        Math.floor(Date.now() / 1000) - days * DAY_S,
      ),
    );
    await options.page.close();
    options = await world.options();
    await options.says('Connected');
  }

  const account = () => options.stripe.by('group', / · Live mode$/);
  const keyLayer = (state: RegExp) =>
    options.security
      .by('region', 'Read-only')
      .by('listitem')
      .until((all) => state.test(all[2]?.text ?? ''), `the key's layer says ${state}`, SLOW);

  test('the link leads to Stripe’s form in the mode that is chosen, with reading permissions only', async () => {
    const link = options.stripe.by('link', 'Create a restricted key');
    const address = async (): Promise<URL> => {
      const element = await link.handle();
      return new URL(await element.evaluate((anchor) => (anchor as HTMLAnchorElement).href));
    };
    for (const [mode, path] of [
      ['Test mode', '/test/apikeys/create'],
      ['Live mode', '/apikeys/create'],
    ] as const) {
      await options.stripe.by('radio', mode).click();
      await expect.poll(async () => (await address()).pathname, { message: mode }).toBe(path);
      const { origin, searchParams } = await address();
      expect(origin).toBe('https://dashboard.stripe.com');
      const ticked = searchParams.getAll('permissions[]');
      expect(ticked).toHaveLength(PERMISSIONS.length);
      expect(ticked.filter((name) => !/^rak_[a-z_]+_read$/.test(name))).toEqual([]);
    }
  });

  test('a restricted key is called so, and each missing permission says what it costs', async () => {
    await options.connect(SAMPLE_KEYS.withoutInvoices, PASSPHRASE);
    await account().says('Restricted key', SLOW);
    expect((await account().one()).text).not.toContain('a restricted key is safer');
    const rows = await options.permissionRows();
    expect(rows).toHaveLength(PERMISSIONS.length);
    for (const row of rows) expect(row.replace(/^.*?(Works|Missing)\s*/, '').length, row).toBeGreaterThan(20);
    expect(rows.filter((row) => /Missing/.test(row))).toEqual([
      expect.stringMatching(/^Invoices\s+Missing\s+Which invoice is late/),
    ]);
    await keyLayer(/Missing: Invoices\..*Restricted/s);
  });

  test('a full key looks different, and is told calmly what would be safer', async () => {
    await options.submitKey('Update Key', SAMPLE_KEYS.secret);
    await account().says('Full secret key', SLOW);
    await account().says('a restricted key is safer');
    await keyLayer(/can also write.*Full key/s);
    expect((await options.permissionRows()).filter((row) => /Missing/.test(row))).toEqual([]);
  });

  test('after half a year there is a reminder to replace it, and none before or after that was done', async () => {
    const reminder = /Stripe recommends replacing keys regularly/;
    expect((await account().one()).text).not.toMatch(reminder);
    await age(179);
    expect((await account().one(SLOW)).text).not.toMatch(reminder);
    await age(181);
    await account().says(reminder, SLOW);
    await options.submitKey('Update Key', SAMPLE_KEYS.rotated);
    await options.says('The new key works');
    await expect.poll(async () => (await account().one()).text, SLOW).not.toMatch(reminder);
  });

  test('nothing of it was an error', async () => {
    expect(await world.browser.problems()).toEqual([]);
    expect(world.server.writes).toEqual([]);
  });
});
