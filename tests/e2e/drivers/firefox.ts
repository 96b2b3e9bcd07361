import type { Page } from 'puppeteer-core';
import puppeteer from 'puppeteer-core';
import { ensureBrowser } from '../../../scripts/lib/browsers.mjs';
import { startConnectProxy } from '../../stripe-server/http/connect-proxy.ts';
import type { Browser, ExtensionPage, LaunchOptions, PageName } from './driver.ts';
import { PAGE_FILES } from './driver.ts';
import { extensionPage, fitTo } from './extension-page.ts';
import { foreign } from './net-log.ts';
import { dumpStorage, readArea, readBadge, writeArea } from './storage.ts';

const PATIENCE = 20_000;
const LOOK_EVERY = 30;
const ID = 'clientplug@clientplug.app';
const UUID = '5b0e0c39-2c39-4a63-9d58-9d3a3c1f7a10';
const MENU_TITLE = 'Refresh client payments';
/** Firefox's own note when a page closes before its message was answered, whatever the answer. */
const EXPECTED_NOTE = /^Promise (?:rejected|resolved) after context unloaded/;
/** A port where nobody listens: what a proxy that is unplugged looks like. */
const NOWHERE = 1;

/** The part of the WebDriver BiDi connection that is used directly: scripts in the browser's own window. */
interface BidiConnection {
  send(method: string, params: object): Promise<{ result: unknown }>;
}
interface Tree {
  contexts: { context: string; url: string }[];
}
type Evaluated =
  | { type: 'success'; result: { value?: string } }
  | { type: 'exception'; exceptionDetails: { text: string } };

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function waitFor<T>(look: () => Promise<T | null | false | undefined>, what: string): Promise<T> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Waited ${PATIENCE} ms until ${what}.`);
    await pause(LOOK_EVERY);
  }
}

export async function launchFirefox(options: LaunchOptions): Promise<Browser> {
  if (options.profileDir) throw new Error('Firefox forgets temporary extensions: it takes no profile.');
  const proxy = await startConnectProxy(options.server.port);
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: ensureBrowser('firefox'),
    headless: !options.headed,
    acceptInsecureCerts: true,
    args: ['--remote-allow-system-access'],
    env: { ...process.env, TZ: options.timeZone ?? 'UTC', LANG: 'en_US.UTF-8', LC_ALL: 'C.UTF-8' },
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [ID]: UUID }),
      'extensions.webextOptionalPermissionPrompts': false,
      'intl.locale.requested': 'en-US',
      'intl.accept_languages': 'en-US',
      'network.proxy.type': 1,
      'network.proxy.ssl': '127.0.0.1',
      'network.proxy.ssl_port': proxy.port,
      'network.manage-offline-status': false,
      // The browser's own errands.
      'services.settings.server': 'data:,#remote-settings-dummy/v1',
      'layout.css.prefers-color-scheme.content-override': 1,
      'ui.prefersReducedMotion': 1,
    },
  });
  const origin = `moz-extension://${UUID}`;
  const { connection } = browser as unknown as { connection: BidiConnection };
  const tree = (await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' })).result as Tree;
  const window = tree.contexts[0]?.context;
  if (!window) throw new Error('Firefox shows no window to system scripts.');

  /** Runs statements in the browser's own window; `return` gives JSON back. */
  async function inBrowser<T>(body: string): Promise<T> {
    const { result } = await connection.send('script.evaluate', {
      expression: `(async () => { const extension = WebExtensionPolicy.getByID('${ID}')?.extension; ${body} })().then((value) => JSON.stringify(value ?? null))`,
      target: { context: window },
      awaitPromise: true,
    });
    const evaluated = result as Evaluated;
    if (evaluated.type === 'exception') throw new Error(`In Firefox: ${evaluated.exceptionDetails.text}`);
    return JSON.parse(evaluated.result.value ?? 'null') as T;
  }

  // Before the extension is there, so that nothing of it is missed.
  await inBrowser(`
    const seen = (globalThis.__seen = { requests: [], errors: [] });
    globalThis.__requestObserver = {
      observe(subject) {
        const { URI, loadInfo } = subject.QueryInterface(Ci.nsIHttpChannel);
        const principals = [loadInfo.triggeringPrincipal, loadInfo.loadingPrincipal];
        if (principals.some((principal) => principal?.addonId === '${ID}')) seen.requests.push(URI.spec);
      },
    };
    Services.obs.addObserver(globalThis.__requestObserver, 'http-on-modify-request');
    globalThis.__errorListener = {
      observe(message) {
        if (!(message instanceof Ci.nsIScriptError) || message.flags & message.warningFlag) return;
        if (message.sourceName.startsWith('${origin}')) seen.errors.push({ at: message.sourceName.slice(${origin.length}), words: message.errorMessage });
      },
    };
    Services.console.registerListener(globalThis.__errorListener);
  `);
  await browser.installExtension(options.extensionDir);
  await waitFor(() => inBrowser<boolean>(`return Boolean(extension)`), 'Firefox knows the extension');
  await inBrowser(`await extension.promiseBackgroundStarted?.();`);

  let ordinary: Page | null = null;
  let front: Page | null = null;
  const pages = new Set<Page>();

  function adopt(name: PageName, page: Page): ExtensionPage {
    pages.add(page);
    page.once('close', () => {
      pages.delete(page);
      if (front === page) front = null;
    });
    return extensionPage(name, page, async () => {
      if (front === page) return;
      await page.bringToFront();
      front = page;
    });
  }

  /** Firefox reports no load of an extension's page: go, then wait for the document. */
  async function go(page: Page, url: string): Promise<void> {
    await page.goto(url, { waitUntil: [] });
    await waitFor(
      () =>
        page
          .evaluate((wanted) => location.href === wanted && document.readyState !== 'loading', url)
          .catch(() => false),
      `Firefox shows ${url}`,
    );
  }

  /** Open only while it is used: the extension counts its open pages. */
  async function inNeutralPage<Result>(use: (page: Page) => Promise<Result>): Promise<Result> {
    const page = await browser.newPage();
    front = null;
    try {
      await go(page, `${origin}/background.js`);
      return await use(page);
    } finally {
      await page.close();
    }
  }

  /** A page of the web, not of the extension. It stays open: the event of a click names the tab. */
  async function ordinaryTab(): Promise<Page> {
    if (!ordinary || ordinary.isClosed()) {
      ordinary = await browser.newPage();
      await ordinary.goto('data:text/html,<title>Any page</title><h1>Any page</h1>');
    }
    await ordinary.bringToFront();
    front = ordinary;
    return ordinary;
  }

  async function openPage(name: PageName, hash = ''): Promise<ExtensionPage> {
    const page = await browser.newPage();
    if (!options.headed) await fitTo(name, page);
    const opened = adopt(name, page);
    await go(page, `${origin}/${PAGE_FILES[name]}${hash}`);
    await page.bringToFront();
    front = page;
    return opened;
  }

  async function foreignRequests(): Promise<string[]> {
    return foreign(await inBrowser<string[]>('return globalThis.__seen.requests'));
  }

  return {
    kind: 'firefox',
    version: await browser.version(),
    origin,
    openPage,
    inNeutralPage,
    foreignRequests,
    async nextPage(name) {
      const url = `${origin}/${PAGE_FILES[name]}`;
      const known = new Set(await browser.pages());
      const opened = await waitFor(async () => {
        for (const page of await browser.pages()) {
          if (known.has(page)) continue;
          const href = await page.evaluate(() => location.href).catch(() => '');
          if (href.startsWith(url)) return page;
        }
        // The toolbar popup is in no tab and out of reach; what it shows, the same page in a tab shows too.
        const panel = await inBrowser<boolean>(`
          const browsers = [...document.querySelectorAll('panel browser')];
          const shown = browsers.find((one) => one.currentURI?.spec.startsWith('${url}'));
          if (!shown) return false;
          shown.closest('panel').hidePopup();
          return true;
        `);
        return panel ? 'panel' : null;
      }, `Firefox opens ${name} by itself`);
      if (opened === 'panel') return openPage(name);
      front = null;
      return adopt(name, opened);
    },
    async openToolbarPopup() {
      throw new Error('The toolbar popup of Firefox is in no tab and cannot be driven.');
    },
    async killBackground() {
      // It may start anew at once, for an alarm or a message; that it has ended is told by the promise.
      await inBrowser(
        `await extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });`,
      );
    },
    async clickContextMenu() {
      const tab = await ordinaryTab();
      await tab.mouse.click(60, 60, { button: 'right' });
      await waitFor(
        () => inBrowser<boolean>(`return document.getElementById('contentAreaContextMenu').state === 'open'`),
        'the context menu is open',
      );
      await inBrowser(`
        const menu = document.getElementById('contentAreaContextMenu');
        const items = [...menu.querySelectorAll('menuitem')];
        const item = items.find((one) => one.label === '${MENU_TITLE}');
        if (!item) throw new Error('no item "${MENU_TITLE}" in the context menu');
        const clicked = new Promise((done) => extension.once('webext-menu-menuitem-click', done));
        menu.activateItem(item);
        await clicked;
      `);
    },
    async pressShortcut() {
      await inBrowser(`extension.shortcuts.onCommand('refresh');`);
    },
    async badge() {
      return inNeutralPage(readBadge);
    },
    async setOffline(offline) {
      await inBrowser(`
        Services.prefs.setIntPref('network.proxy.ssl_port', ${offline ? NOWHERE : proxy.port});
        Services.io.offline = ${offline};
        if (${offline}) Services.obs.notifyObservers(null, 'net:prune-all-connections');
      `);
    },
    async setTheme(theme) {
      await inBrowser(
        `Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', ${theme === 'dark' ? 0 : 1});`,
      );
      for (const page of pages)
        await waitFor(
          () => page.evaluate((wanted) => matchMedia(`(prefers-color-scheme: ${wanted})`).matches, theme),
          `Firefox shows the ${theme} theme`,
        );
    },
    async getStorage(area) {
      return inNeutralPage((page) => readArea(page, area));
    },
    async setStorage(area, values) {
      await inNeutralPage((page) => writeArea(page, area, values));
    },
    async backgroundHeap() {
      throw new Error('Firefox tells nobody how large the heap of its background is.');
    },
    async storageDump() {
      return inNeutralPage(dumpStorage);
    },
    async problems() {
      const noted = await inBrowser<{ at: string; words: string }[]>('return globalThis.__seen.errors');
      return noted
        .filter(({ words }) => !EXPECTED_NOTE.test(words))
        .map(({ at, words }) => `${at}: ${words}`);
    },
    async close() {
      const strangers = await foreignRequests();
      await browser.close();
      await proxy.close();
      if (strangers.length > 0)
        throw new Error(`The extension contacted other hosts than Stripe: ${strangers.join(', ')}`);
    },
  };
}
