import type { Page as PuppeteerPage } from 'puppeteer-core';
import type { Locator, Name } from './by-role.ts';
import { launchChromium } from './chromium.ts';
import { launchFirefox } from './firefox.ts';

/** The two browsers that the built packages are driven in, behind one interface. */
export type BrowserKind = 'chromium' | 'firefox';
export const BROWSERS: readonly BrowserKind[] = ['chromium', 'firefox'];

export type PageName = 'popup' | 'options' | 'dashboard';
export type Theme = 'light' | 'dark';

/** What a browser needs to know of the test Stripe server. */
export interface StripeAddress {
  port: number;
}

export interface LaunchOptions {
  kind: BrowserKind;
  server: StripeAddress;
  /** The built package, unpacked. */
  extensionDir: string;
  /** Shows windows; only for `npm start`. */
  headed?: boolean;
  /** IANA name; the browser's own clock zone. Default UTC, so that days in tests are the same everywhere. */
  timeZone?: string;
  /** Chromium only: a profile that outlives the browser, to test a restart. */
  profileDir?: string;
}

/** A page of the extension. */
export interface ExtensionPage {
  readonly name: PageName;
  readonly page: PuppeteerPage;
  by(role: string, name?: Name): Locator;
  text(text: Name): Locator;
  setSize(width: number, height: number): Promise<void>;
  screenshot(path: string): Promise<void>;
  close(): Promise<void>;
}

export type StorageArea = 'local' | 'session';

export interface Browser {
  readonly kind: BrowserKind;
  /** The browser's own name and version. */
  readonly version: string;
  /** "chrome-extension://…" or "moz-extension://…". */
  readonly origin: string;
  /** Opens a page of the extension in a tab. */
  openPage(name: PageName, hash?: string): Promise<ExtensionPage>;
  /** The next page of that name that the extension opens by itself (popup or tab). Ask before the click. */
  nextPage(name: PageName): Promise<ExtensionPage>;
  /** The toolbar popup itself. Rejects where it cannot be driven (Firefox). */
  openToolbarPopup(): Promise<ExtensionPage>;
  /** Ends the background as the browser does when it is idle. The next event starts it anew. */
  killBackground(): Promise<void>;
  /** "Refresh client payments" in the context menu of an ordinary tab. */
  clickContextMenu(): Promise<void>;
  /** The keyboard shortcut's command. */
  pressShortcut(): Promise<void>;
  badge(): Promise<string>;
  setOffline(offline: boolean): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
  getStorage(area: StorageArea): Promise<Record<string, unknown>>;
  setStorage(area: StorageArea, values: Record<string, unknown>): Promise<void>;
  /** Bytes of live objects in the background, after a forced collection. Rejects where nobody can tell (Firefox). */
  backgroundHeap(): Promise<number>;
  /** Everything that the extension keeps: both storage areas, every IndexedDB database, caches, as one string. */
  storageDump(): Promise<string>;
  /** Lends a document of the extension's origin without any script of the product; for seeding and reading. */
  inNeutralPage<Result>(use: (page: PuppeteerPage) => Promise<Result>): Promise<Result>;
  /** Requests that the extension itself made to any host but api.stripe.com. Any is a failed test. */
  foreignRequests(): Promise<string[]>;
  /** Uncaught errors and policy violations of the extension's pages and background. */
  problems(): Promise<string[]>;
  /** Closes the browser; fails if the extension contacted a foreign host. */
  close(): Promise<void>;
}

export const PAGE_FILES: Record<PageName, string> = {
  popup: 'popup.html',
  options: 'options.html',
  dashboard: 'dashboard.html',
};

export const PAGE_SIZES: Record<PageName, { width: number; height: number }> = {
  popup: { width: 440, height: 600 },
  options: { width: 1280, height: 900 },
  dashboard: { width: 1280, height: 900 },
};

export async function launch(options: LaunchOptions): Promise<Browser> {
  return options.kind === 'chromium' ? launchChromium(options) : launchFirefox(options);
}
