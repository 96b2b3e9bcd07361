export type BrowserName = 'chromium' | 'firefox';

/** Path of an installed browser, or null. */
export function findBrowser(name: BrowserName): string | null;
/** Path of a browser, installed first where that is possible; else an error whose message says what to install. */
export function ensureBrowser(name: BrowserName): string;
