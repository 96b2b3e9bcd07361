import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import { inPage } from '../drivers/in-page.ts';
import type { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE } from '../drivers/patience.ts';
import type { World } from '../drivers/world.ts';
import { startWorld } from '../drivers/world.ts';

/** Another extension with every right that one can ask for, and no idea of manners. */
async function strangerExtension(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clientplug-stranger-'));
  const manifest = {
    manifest_version: 3,
    name: 'Stranger',
    version: '1',
    permissions: ['tabs', 'scripting', 'storage', 'management', 'webNavigation'],
    host_permissions: ['<all_urls>'],
    background: { service_worker: 'background.js' },
    content_scripts: [{ matches: ['<all_urls>'], js: ['content.js'], all_frames: true }],
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'background.js'), '');
  await writeFile(join(folder, 'content.js'), "document.documentElement.dataset.stranger = 'was here';");
  await writeFile(join(folder, 'page.html'), '<!doctype html><title>Stranger</title>');
  return folder;
}

/** Every message of the table that would do or tell something. */
const MESSAGES = [
  { name: 'vault.state', payload: {} },
  { name: 'vault.unlock', payload: { passphrase: PASSPHRASE } },
  { name: 'vault.lock', payload: {} },
  { name: 'connection.guards', payload: {} },
  { name: 'refresh.start', payload: {} },
  { name: 'data.forget', payload: {} },
];

interface Runtime {
  sendMessage(id: string, message: unknown, answered: (answer: unknown) => void): void;
  connect(id: string): {
    onDisconnect: { addListener(listener: () => void): void };
    postMessage(it: unknown): void;
  };
  lastError?: { message: string };
}

/** Only in Chromium: Firefox has no way to be driven from a second temporary extension's page. */
describe('strangers in chromium', { shuffle: false }, () => {
  let world: World;
  let options: OptionsPage;
  let folder: string;
  let id: string;

  beforeAll(async () => {
    world = await startWorld('chromium');
    id = new URL(world.browser.origin).host;
    options = await world.options();
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    folder = await strangerExtension();
  });
  afterAll(async () => {
    await world?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function untouched(): Promise<void> {
    await options.security.by('status').says('Unlocked');
    await options.says('Connected');
  }

  describe('another extension', { shuffle: false }, () => {
    let page: Page;

    beforeAll(async () => {
      const browser = options.page.page.browser();
      const stranger = await browser.installExtension(folder);
      page = await browser.newPage();
      await page.goto(`chrome-extension://${stranger}/page.html`);
    });

    test('gets no answer to any message', async () => {
      for (const message of MESSAGES) {
        const heard = await inPage(
          page,
          (ours: string, what: object) =>
            new Promise<{ answer: unknown; error: string }>((done) => {
              const { runtime } = (globalThis as unknown as { chrome: { runtime: Runtime } }).chrome;
              runtime.sendMessage(ours, what, (answer) =>
                done({ answer: answer ?? null, error: runtime.lastError?.message ?? '' }),
              );
            }),
          id,
          message,
        );
        expect(heard, message.name).toEqual({
          answer: null,
          error: expect.stringContaining('Receiving end does not exist'),
        });
      }
      await untouched();
    });

    test('gets no port', async () => {
      const closed = await inPage(
        page,
        (ours: string) =>
          new Promise<string>((done) => {
            const { runtime } = (globalThis as unknown as { chrome: { runtime: Runtime } }).chrome;
            const port = runtime.connect(ours);
            port.onDisconnect.addListener(() => done(runtime.lastError?.message ?? 'closed'));
          }),
        id,
      );
      expect(closed).toContain('Receiving end does not exist');
    });

    test('runs no script in our pages, by content script or by injection', async () => {
      const marked = await options.page.page.evaluate(() => document.documentElement.dataset.stranger ?? '');
      expect(marked).toBe('');
      const refused = await inPage(
        page,
        async (origin: string) => {
          interface Api {
            tabs: { query(filter: object): Promise<{ id: number; url?: string }[]> };
            scripting: { executeScript(injection: object): Promise<unknown> };
          }
          const { tabs, scripting } = (globalThis as unknown as { chrome: Api }).chrome;
          const ours = (await tabs.query({})).find((tab) => tab.url?.startsWith(origin));
          if (!ours) return 'our tab was not found';
          return scripting
            .executeScript({ target: { tabId: ours.id }, func: () => document.documentElement.outerHTML })
            .then(
              () => 'it ran',
              (error: unknown) => String(error),
            );
        },
        world.browser.origin,
      );
      expect(refused).toMatch(/Cannot access/);
    });

    test('reads none of our files', async () => {
      expect(await reads(page)).toEqual([]);
    });
  });

  describe('a web page', { shuffle: false }, () => {
    let page: Page;

    beforeAll(async () => {
      page = await options.page.page.browser().newPage();
      await page.goto('https://example.com/');
    });

    test('has nobody to talk to', async () => {
      const runtime = await page.evaluate(
        () => typeof (globalThis as { chrome?: { runtime?: Runtime } }).chrome?.runtime?.sendMessage,
      );
      expect(runtime).toBe('undefined');
    });

    test('reads none of our files, as whatever it asks for them', async () => {
      expect(await reads(page)).toEqual([]);
    });

    test('cannot show our pages in a frame', async () => {
      for (const path of ['popup.html', 'options.html', 'dashboard.html']) {
        const frame = await page.evaluateHandle(async (url) => {
          const element = document.createElement('iframe');
          element.src = url;
          const over = new Promise((done) => {
            element.onload = done;
            element.onerror = done;
          });
          document.body.append(element);
          await over;
          return element;
        }, `${world.browser.origin}/${path}`);
        const inside = await (await frame.asElement()?.contentFrame())?.url();
        expect(inside).not.toContain(path);
      }
    });

    test('cannot open or steer a tab to them', async () => {
      const before = options.page.page.browser().targets().length;
      await page
        .evaluate((url) => {
          const opened = window.open(url);
          return opened?.document?.title;
        }, `${world.browser.origin}/popup.html`)
        .catch(() => undefined);
      for (const target of options.page.page.browser().targets().slice(before))
        expect(target.url()).not.toContain('popup.html');
      await untouched();
    });

    test('hears nothing on a channel of the same name', async () => {
      const heard = page.evaluate(
        () =>
          new Promise<number>((done) => {
            let count = 0;
            const channel = new BroadcastChannel('clientplug');
            channel.onmessage = () => {
              count += 1;
            };
            (globalThis as { stopListening?: () => void }).stopListening = () => done(count);
          }),
      );
      await options.page.page.bringToFront();
      await options.lockNow();
      await page.evaluate(() => (globalThis as { stopListening?: () => void }).stopListening?.());
      expect(await heard).toBe(0);
    });
  });

  /** Which of our files a page of theirs gets hold of. */
  async function reads(page: Page): Promise<string[]> {
    return inPage(
      page,
      async (origin: string) => {
        const got: string[] = [];
        const paths = ['popup.html', 'options.html', 'background.js', 'manifest.json', 'icon/128.png'];
        const load = (name: 'img' | 'script' | 'link', url: string): Promise<boolean> =>
          new Promise((done) => {
            const element = document.createElement(name);
            element.onload = () => done(true);
            element.onerror = () => done(false);
            if (element instanceof HTMLLinkElement) {
              element.rel = 'stylesheet';
              element.href = url;
            } else element.src = url;
            document.head.append(element);
          });
        for (const path of paths) {
          const url = `${origin}/${path}`;
          if (
            await fetch(url).then(
              () => true,
              () => false,
            )
          )
            got.push(`fetch ${path}`);
          if (
            await fetch(url, { mode: 'no-cors' }).then(
              () => true,
              () => false,
            )
          )
            got.push(`no-cors ${path}`);
          for (const name of ['img', 'script', 'link'] as const)
            if (await load(name, url)) got.push(`${name} ${path}`);
        }
        return got;
      },
      world.browser.origin,
    );
  }

  test('our own page in a frame of ours is not shown either', async () => {
    const shown = await options.page.page.evaluate(async () => {
      const element = document.createElement('iframe');
      element.src = '/popup.html';
      const over = new Promise((done) => {
        element.onload = done;
        element.onerror = done;
      });
      document.body.append(element);
      await over;
      const text = (() => {
        try {
          return element.contentDocument?.querySelector('#root')?.outerHTML ?? '';
        } catch {
          return '';
        }
      })();
      element.remove();
      return text;
    });
    expect(shown).toBe('');
  });
});
