import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page, Target, WebWorker } from 'puppeteer-core';
import puppeteer from 'puppeteer-core';
import { ensureBrowser } from '../../../scripts/lib/browsers.mjs';
import type { Browser, ExtensionPage, LaunchOptions, PageName, Theme } from './driver.ts';
import { PAGE_FILES } from './driver.ts';
import { extensionPage, fitTo } from './extension-page.ts';
import { expression } from './in-page.ts';
import { foreign, requestsFrom } from './net-log.ts';
import { dumpStorage, readArea, readBadge, writeArea } from './storage.ts';

const PATIENCE = 20_000;
const SCHEME = 'chrome-extension:';
/** Answers of Stripe that are errors are logged by the browser; that is no problem of the extension. */
const EXPECTED_LOG = /^Failed to load resource/;

interface ContextMenuApi {
  contextMenus: {
    update(id: string, change: object): Promise<void>;
    onClicked: { dispatch(info: object, tab: object): void };
  };
  commands: { onCommand: { dispatch(name: string, tab: object): void } };
  action: { openPopup(): Promise<void> };
  tabs: { query(filter: object): Promise<object[]> };
}

export async function launchChromium(options: LaunchOptions): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), 'clientplug-chromium-'));
  const netLog = join(folder, 'net-log.json');
  const browser = await puppeteer.launch({
    executablePath: ensureBrowser('chromium'),
    headless: !options.headed,
    pipe: true,
    enableExtensions: [options.extensionDir],
    ...(options.headed ? { defaultViewport: null } : {}),
    ...(options.profileDir ? { userDataDir: options.profileDir } : {}),
    env: { ...process.env, LANGUAGE: 'en_US', TZ: options.timeZone ?? 'UTC' },
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--lang=en-US',
      '--disable-quic',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Tabs that are not in front keep their timers and their painting.
      '--disable-renderer-backgrounding',
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--ignore-certificate-errors',
      `--host-resolver-rules=MAP * 127.0.0.1:${options.server.port}`,
      '--enable-blink-features=ComputedAccessibilityInfo',
      `--log-net-log=${netLog}`,
      '--net-log-capture-mode=Default',
    ],
  });

  const isWorker = (target: Target): boolean =>
    target.type() === 'service_worker' && target.url().startsWith(SCHEME);
  const troubles: string[] = [];
  const listened = new WeakSet<Target>();

  // Through puppeteer's own session: a worker with a second debugger does not die when it is closed.
  function listenToWorker(target: Target): void {
    if (listened.has(target)) return;
    listened.add(target);
    void (async () => {
      const session = (await target.worker())?.client;
      session?.on('Runtime.exceptionThrown', ({ exceptionDetails: details }) => {
        troubles.push(`background: ${details.exception?.description ?? details.text}`);
      });
      session?.on('Log.entryAdded', ({ entry }) => {
        if (entry.level === 'error' && !EXPECTED_LOG.test(entry.text))
          troubles.push(`background: ${entry.text}`);
      });
      await session?.send('Log.enable');
    })().catch(() => {
      // The worker ended before anyone could listen.
    });
  }
  browser.on('targetcreated', (target) => {
    if (isWorker(target)) listenToWorker(target);
  });

  const first = await browser.waitForTarget(isWorker, { timeout: PATIENCE }).catch(async (error: unknown) => {
    await browser.close();
    throw new Error(`Chromium did not start the background of ${options.extensionDir}: ${String(error)}`);
  });
  listenToWorker(first);
  const origin = new URL(first.url()).origin.replace(/^null$/, `${SCHEME}//${new URL(first.url()).host}`);

  let theme: Theme = 'light';
  let offline = false;
  let ordinary: Page | null = null;
  let front: Page | null = null;
  const pages = new Map<Page, CDPSession>();

  async function adopt(name: PageName, page: Page): Promise<ExtensionPage> {
    page.on('pageerror', (error) => troubles.push(`${name}: ${String(error)}`));
    const session = await page.createCDPSession();
    session.on('Log.entryAdded', ({ entry }) => {
      if (entry.level === 'error' && !EXPECTED_LOG.test(entry.text)) troubles.push(`${name}: ${entry.text}`);
    });
    await session.send('Log.enable');
    pages.set(page, session);
    page.once('close', () => {
      pages.delete(page);
      if (front === page) front = null;
    });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    return extensionPage(name, page, async () => {
      if (front === page) return;
      await page.bringToFront();
      front = page;
    });
  }

  /** Open only while it is used: the extension counts its open pages. */
  async function inNeutralPage<Result>(use: (page: Page) => Promise<Result>): Promise<Result> {
    const page = await browser.newPage();
    front = null;
    try {
      await page.goto(`${origin}/background.js`);
      return await use(page);
    } finally {
      await page.close();
    }
  }

  const workerTarget = (): Target | undefined => browser.targets().find(isWorker);

  /** The background, woken if it sleeps. */
  async function worker(): Promise<WebWorker> {
    let target = workerTarget();
    if (!target) {
      target = await inNeutralPage(async (page) => {
        const session = await page.createCDPSession();
        await session.send('ServiceWorker.enable');
        await session.send('ServiceWorker.startWorker', { scopeURL: `${origin}/` });
        return browser.waitForTarget(isWorker, { timeout: PATIENCE });
      });
    }
    const found = await target.worker();
    if (!found) throw new Error('The background of the extension cannot be reached.');
    return found;
  }

  async function inWorker<Args extends unknown[], Result>(
    fn: (...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>> {
    return (await (await worker()).evaluate(expression(fn, args))) as Awaited<Result>;
  }

  /** A page of the web, not of the extension. */
  async function ordinaryTab(): Promise<void> {
    if (!ordinary || ordinary.isClosed()) {
      ordinary = await browser.newPage();
      await ordinary.goto('data:text/html,<title>Any page</title><h1>Any page</h1>');
    }
    await ordinary.bringToFront();
    front = ordinary;
  }

  async function applyOffline(): Promise<void> {
    const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
    const { client } = await worker();
    await client.send('Network.enable');
    await client.send('Network.emulateNetworkConditions', conditions);
    for (const page of pages.keys()) await page.setOfflineMode(offline);
  }

  function nextPage(name: PageName): Promise<ExtensionPage> {
    const url = `${origin}/${PAGE_FILES[name]}`;
    const known = new Set(browser.targets());
    return browser
      .waitForTarget((target) => !known.has(target) && target.url().startsWith(url), { timeout: PATIENCE })
      .then(async (target) => {
        const page = await target.asPage();
        return adopt(name, page);
      });
  }

  async function foreignRequests(): Promise<string[]> {
    return foreign(await requestsFrom(origin, netLog));
  }

  return {
    kind: 'chromium',
    version: await browser.version(),
    origin,
    nextPage,
    inNeutralPage,
    foreignRequests,
    async openPage(name, hash = '') {
      const page = await browser.newPage();
      if (!options.headed) await fitTo(name, page);
      const opened = await adopt(name, page);
      if (offline) await page.setOfflineMode(true);
      await page.goto(`${origin}/${PAGE_FILES[name]}${hash}`, { waitUntil: 'domcontentloaded' });
      front = page;
      return opened;
    },
    async openToolbarPopup() {
      const popup = nextPage('popup');
      await inWorker(() => (globalThis as unknown as { chrome: ContextMenuApi }).chrome.action.openPopup());
      return popup;
    },
    async killBackground() {
      const target = workerTarget();
      if (!target) return;
      const ended = new Promise<void>((done) => {
        const watch = (gone: Target): void => {
          if (gone !== target) return;
          browser.off('targetdestroyed', watch);
          done();
        };
        browser.on('targetdestroyed', watch);
      });
      const running = await target.worker();
      await running?.close();
      await ended;
    },
    async clickContextMenu() {
      await ordinaryTab();
      await inWorker(async () => {
        const { chrome } = globalThis as unknown as { chrome: ContextMenuApi };
        // Rejects where the menu has no such item.
        await chrome.contextMenus.update('refresh', {});
        const [active = {}] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
        chrome.contextMenus.onClicked.dispatch({ menuItemId: 'refresh', editable: false }, active);
      });
    },
    async pressShortcut() {
      await inWorker(async () => {
        const { chrome } = globalThis as unknown as { chrome: ContextMenuApi };
        const [active = {}] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
        chrome.commands.onCommand.dispatch('refresh', active);
      });
    },
    async badge() {
      return inNeutralPage(readBadge);
    },
    async setOffline(wanted) {
      offline = wanted;
      await applyOffline();
    },
    async setTheme(wanted) {
      theme = wanted;
      for (const page of pages.keys())
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: wanted }]);
    },
    async getStorage(area) {
      return inNeutralPage((page) => readArea(page, area));
    },
    async setStorage(area, values) {
      await inNeutralPage((page) => writeArea(page, area, values));
    },
    async backgroundHeap() {
      const { client } = await worker();
      await client.send('HeapProfiler.collectGarbage');
      return (await client.send('Runtime.getHeapUsage')).usedSize;
    },
    async storageDump() {
      return inNeutralPage(dumpStorage);
    },
    async problems() {
      return [...troubles];
    },
    async close() {
      await browser.close();
      const strangers = await foreignRequests();
      await rm(folder, { recursive: true, force: true });
      if (strangers.length > 0)
        throw new Error(`The extension contacted other hosts than Stripe: ${strangers.join(', ')}`);
    },
  };
}
