import { describe } from 'vitest';
import type { BrowserKind } from './driver.ts';
import { BROWSERS } from './driver.ts';

/** `E2E_BROWSER=firefox`: that browser only. */
const chosen = BROWSERS.filter((kind) => (process.env.E2E_BROWSER ?? kind) === kind);

/** A group of tests, in order, for each browser: later ones stand on what earlier ones did. */
export function inEveryBrowser(name: string, tests: (kind: BrowserKind) => void): void {
  for (const kind of chosen) describe(`${name} (${kind})`, { shuffle: false }, () => tests(kind));
}
