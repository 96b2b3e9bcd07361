import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStripeServer } from '../../stripe-server/http/server.ts';
import { sampleAccount } from '../../stripe-server/samples/sample-account.ts';
import { pick } from './combobox.ts';
import type { Browser, ExtensionPage } from './driver.ts';
import { launch } from './driver.ts';
import { inEveryBrowser } from './in-every-browser.ts';
import { inPage } from './in-page.ts';
import { probeExtension } from './probe-extension.ts';
import { findKey } from './storage.ts';

/** The ground under the other tests: what the drivers claim holds in the real browsers. */

interface Runtime {
  runtime: { sendMessage(message: unknown): Promise<unknown> };
}

function tell(page: ExtensionPage, message: unknown): Promise<unknown> {
  return inPage(
    page.page,
    (what: unknown) => {
      const scope = globalThis as unknown as { browser?: Runtime; chrome: Runtime };
      return (scope.browser ?? scope.chrome).runtime.sendMessage(what);
    },
    message,
  );
}

inEveryBrowser('driver', (kind) => {
  let server: Awaited<ReturnType<typeof startStripeServer>>;
  let browser: Browser;
  let folder: string;
  let page: ExtensionPage;

  beforeAll(async () => {
    server = await startStripeServer({ account: sampleAccount(Math.floor(Date.now() / 1000)) });
    folder = await probeExtension(kind);
    browser = await launch({ kind, server, extensionDir: folder });
    page = await browser.openPage('popup');
  });

  afterAll(async () => {
    await browser?.close().catch(() => undefined);
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('names, states and texts are read as a screen reader says them', async () => {
    expect(await page.by('listitem').names()).toEqual(['One, late', 'Two']);
    const row = page.by('list', 'Rows').by('listitem', { starts: 'One' });
    expect(await row.by('button').names()).toEqual(['Edit One']);
    expect(await row.text('Late').one()).toMatchObject({ description: 'twelve days' });
    expect(await page.by('button', 'Edit Two').one()).toMatchObject({ description: 'for a reason' });
    expect(await page.by('textbox').names()).toEqual(['Plain', 'Secret']);
    expect(await page.by('textbox', 'Secret').one()).toMatchObject({ masked: true });
    expect(await page.by('button', 'Off').one()).toMatchObject({ disabled: true });
    expect(await page.by('table', 'Permissions').by('rowheader', 'prices').all()).toHaveLength(1);
    expect(await page.by('region', 'Numbers').all()).toHaveLength(1);
    expect(await page.by('form', 'Unlock').all()).toHaveLength(1);
    expect(await page.by('button', /hidden|unsaid/i).all()).toEqual([]);
  });

  test('clicks, typing and pasting are those of a person', async () => {
    await page.by('button', 'Edit One').click();
    await page.by('status').says('clicked Edit xOne');
    await page.by('textbox', 'Secret').fill('abc');
    await page.by('status').says('typed abc');
    await page.by('textbox', 'Secret').paste('pasted');
    await page.by('status').says('typed pasted');
    await page.by('checkbox', 'Agree').check();
    expect(await pick(page, page.by('combobox', 'Pick'), 'bor', 'Borges')).toBe('Borges');
    expect(await page.by('combobox', 'Pick').one()).toMatchObject({ value: 'Borges', expanded: false });
  });

  test('an open dialog hides the rest', async () => {
    await page.by('button', 'Open the dialog').click();
    await page.by('dialog', 'Really?').one();
    expect(await page.by('button').names()).toEqual(['Yes']);
    await page.page.keyboard.press('Escape');
    await page.by('button', 'Edit One').one();
  });

  test('what is looked for in vain is answered with what is there', async () => {
    const wait = page.by('list', 'Rows').by('listitem', 'Three').one({ timeout: 50 });
    await expect(wait).rejects.toThrow(/listitem "One, late"[\s\S]*button "Edit Two" – for a reason/);
  });

  const computesNames = kind === 'chromium';
  if (computesNames)
    test('roles and names are those that Chromium computes itself', async () => {
      const compared = await page.page.evaluate(() =>
        [...document.querySelectorAll('button, input, li, section, form, table, dialog, h1')].map(
          (element) => {
            const { computedRole, computedName } = element as unknown as {
              computedRole: string;
              computedName: string;
            };
            return `${computedRole} ${computedName}`;
          },
        ),
      );
      for (const role of [
        'listitem',
        'region',
        'textbox',
        'checkbox',
        'combobox',
        'form',
        'table',
        'heading',
      ])
        for (const name of await page.by(role).names()) expect(compared).toContain(`${role} ${name}`);
    });

  test('the context menu and the shortcut reach the background, dead or alive; the badge is read', async () => {
    await browser.clickContextMenu();
    await expect.poll(() => browser.getStorage('local')).toEqual({ notes: ['menu refresh'] });
    await browser.killBackground();
    await browser.clickContextMenu();
    await expect.poll(() => browser.getStorage('local')).toEqual({ notes: ['menu refresh', 'menu refresh'] });
    await browser.pressShortcut();
    await expect.poll(() => browser.badge()).toBe('3');
  });

  test('a killed background is another one after the next message', async () => {
    const born = await tell(page, 'born');
    expect(await tell(page, 'born')).toBe(born);
    await browser.killBackground();
    expect(await tell(page, 'born')).not.toBe(born);
  });

  test('the test server is Stripe, for pages and background; offline it is gone', async () => {
    const url = 'https://api.stripe.com/v1/subscriptions';
    expect(await tell(page, { fetch: url })).toBe(401);
    expect(server.requests.at(-1)).toMatchObject({ method: 'GET', host: 'api.stripe.com', status: 401 });
    await browser.setOffline(true);
    expect(await tell(page, { fetch: url })).toBe('failed');
    await browser.setOffline(false);
    expect(await tell(page, { fetch: url })).toBe(401);
  });

  test('both themes can be shown', async () => {
    const dark = (): Promise<boolean> =>
      page.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    await browser.setTheme('dark');
    expect(await dark()).toBe(true);
    await browser.setTheme('light');
    expect(await dark()).toBe(false);
  });

  test('a page that the extension opens by itself is found', async () => {
    const next = browser.nextPage('popup');
    await tell(page, 'popup');
    const popup = await next;
    await popup.by('heading', 'Probe').one();
    await popup.close();
  });

  test('the storage dump holds everything, and the search finds a key in any guise', async () => {
    const key = 'sk_test_51HxYzAbCdEfGhIjKlMnOpQr';
    await browser.setStorage('session', { inSession: 'session value' });
    await page.page.evaluate(async (planted) => {
      const open = indexedDB.open('planted', 3);
      await new Promise((done) => {
        open.onupgradeneeded = () => open.result.createObjectStore('things', { keyPath: 'id' });
        open.onsuccess = done;
      });
      const write = open.result.transaction('things', 'readwrite').objectStore('things');
      write.put({ id: 'bytes', bytes: new TextEncoder().encode(planted) });
      write.put({ id: 'plain', list: new Map([['a', 'map value']]) });
      await new Promise((done) => {
        write.transaction.oncomplete = done;
      });
      open.result.close();
    }, key);
    const dump = await browser.storageDump();
    expect(dump).toContain('storage.local notes');
    expect(dump).toContain('session value');
    expect(dump).toContain('map value');
    expect(findKey(dump, key)).toContainEqual({ form: 'text', offset: 'sk_test_'.length });
    for (const form of ['base64', 'base64url', 'hex'] as const) {
      const guise = `x${Buffer.from(`{"k":"${key}"}`).toString(form)}`;
      expect(findKey(guise, key).length).toBeGreaterThan(10);
    }
    expect(findKey(dump, 'sk_test_4ZZwVuTsRqPoNmLkJiHgFeDc')).toEqual([]);
  });

  test('an uncaught error is noticed', async () => {
    await tell(page, 'throw').catch(() => undefined);
    await expect.poll(() => browser.problems()).toContainEqual(expect.stringContaining('a deliberate error'));
  });

  // Last: it rings the alarm for good.
  test('a request of the extension to another host is noticed, at once and at the end', async () => {
    expect(await browser.foreignRequests()).toEqual([]);
    await browser.killBackground();
    await tell(page, { fetch: 'https://example.com/steal' });
    await expect.poll(() => browser.foreignRequests()).toEqual(['https://example.com/steal']);
    await expect(browser.close()).rejects.toThrow('example.com');
  });
});
