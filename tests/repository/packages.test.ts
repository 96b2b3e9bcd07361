import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { NOTICES } from '../../scripts/notices.ts';
import { builtPackage } from '../e2e/drivers/built.ts';
import { BROWSERS } from '../e2e/drivers/driver.ts';
import { filesBelow, linesWith, ROOT } from './files.ts';

/** What stands in the packages that users get. */

/** Hosts whose addresses may stand in the built files, each with the reason. All others are a failed test. */
const KNOWN_HOSTS: Readonly<Record<string, string>> = {
  'https://api.stripe.com': 'the only host that is ever contacted',
  'https://dashboard.stripe.com': 'links that the user clicks: API keys, the form for a restricted key',
  'https://stripe.com': 'words of the Stripe SDK in its error messages, and links',
  'https://docs.stripe.com': 'the same',
  'https://support.stripe.com': 'the same',
  'https://files.stripe.com': 'another host in the Stripe SDK; the CSP stops it',
  'https://connect.stripe.com': 'the same',
  'https://meter-events.stripe.com': 'the same',
  'https://github.com/stripe': 'words of the Stripe SDK in its error messages',
  'https://github.com/clientplug': 'the home page in the manifest',
  'https://nodejs.org/api/buffer.html': 'words of a library in its error messages',
  'https://react.dev/errors': 'words of React in its error messages',
  'http://www.w3.org': 'names of XML namespaces',
};
/** The Stripe SDK, printing its own host. */
const PRINTED = `https://\${this._stripe.resolveBaseAddress(`;

/** Whether an address begins with one of them, and the host ends there. */
const isKnown = (found: string): boolean =>
  found === PRINTED ||
  Object.keys(KNOWN_HOSTS).some(
    (known) => found.startsWith(known) && !/^(?:[\w@:-]|\.\w)/.test(found.slice(known.length)),
  );

/** Bytes. A package that grows past this was not meant to. */
const PACKAGE_BUDGET = 1_750_000;
/** Bytes after gzip of all scripts that the popup's page names. */
const POPUP_BUDGET = 110_000;

const address = /\b(?:https?|wss?|ftp):\/\/[^\s"'`\\)<>]+/g;

test.each([
  ['https://api.stripe.com/v1', true],
  ['https://api.stripe.com;', true],
  ['https://stripe.com.', true],
  ['https://api.stripe.com.example.com/', false],
  ['https://api.stripe.com@example.com/', false],
  ['https://api.stripe.community/', false],
  ['https://stripe.com-login.example/', false],
  ['https://api.stripe.com:444/', false],
  ['https://github.com/stripes/', false],
  ['http://api.stripe.com/', false],
])('the address %s is known: %s', (found, known) => {
  expect(isKnown(found)).toBe(known);
});

describe.each(BROWSERS)('package for %s', (kind) => {
  const text = () => filesBelow(builtPackage(kind), /\.(js|css|html|json)$/);

  test('makes no code from text', () => {
    expect(linesWith(text(), /\beval\s*\(/)).toEqual([]);
    const constructors = text().flatMap(({ path, text: code }) =>
      [
        ...code.matchAll(/.{0,60}\bnew Function\s*\(.{0,40}|.{0,60}(?<![.\w$])Function\s*\(\s*["'`].{0,40}/g),
      ].map(([found]) => `${path}: ${found}`),
    );
    expect(constructors).toEqual([]);
  });

  test('loads no script, style or picture from elsewhere', () => {
    const outside = /(?:src|href)\s*=\s*["']?(?:https?:)?\/\/|@import|url\(\s*["']?(?:https?:)?\/\//;
    expect(linesWith(filesBelow(builtPackage(kind), /\.(html|css)$/), outside)).toEqual([]);
    expect(linesWith(text(), /importScripts\s*\(\s*["'](?:https?:)?\/\//)).toEqual([]);
  });

  test('names no address but the known ones', () => {
    const strangers = text().flatMap(({ path, text: content }) =>
      [...content.matchAll(address)]
        .map(([found]) => found)
        .filter((found) => !isKnown(found))
        .map((found) => `${path}: ${found}`),
    );
    expect([...new Set(strangers)]).toEqual([]);
  });

  test('holds no trace of the development server, of the folder that it was built in, and no test code', () => {
    const traces =
      /localhost|127\.0\.0\.1|import\.meta\.hot|vite\/client|__wxt_dev|@react-refresh|stripe-server|\bjsxDEV\b|fileName:"\//;
    expect(text().flatMap(({ path, text: content }) => (content.includes(ROOT) ? [path] : []))).toEqual([]);
    const found = text().flatMap(({ path, text: content }) =>
      traces.test(content) ? [`${path}: ${traces.exec(content)?.[0]}`] : [],
    );
    expect(found).toEqual([]);
  });

  test('holds no source maps and no sources', () => {
    const files = readdirSync(builtPackage(kind), { recursive: true }).map(String);
    expect(files.filter((path) => /\.(map|tsx?|jsx|md)$/.test(path))).toEqual([]);
    expect(linesWith(text(), /sourceMappingURL=/)).toEqual([]);
  });

  test('has no inline script or style, which the policy would stop', () => {
    const pages = filesBelow(builtPackage(kind), /\.html$/);
    expect(linesWith(pages, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/i)).toEqual([]);
  });

  test('passes on the licence of every library in it, and where the source of the MPL one is', () => {
    const notices = readFileSync(join(builtPackage(kind), NOTICES), 'utf8');
    const { dependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const [name, version] of Object.entries(dependencies))
      expect(notices).toContain(`\n${name} ${version}\nLicence: `);
    expect(notices).toMatch(/\nwebextension-polyfill [\d.]+\nLicence: MPL-2\.0\nSource: .+\n/);
    expect(notices).toContain('Mozilla Public License Version 2.0');
  });

  test('stays within its size', () => {
    const folder = builtPackage(kind);
    const bytes = readdirSync(folder, { recursive: true })
      .map((path) => statSync(join(folder, String(path))))
      .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
    expect(bytes).toBeLessThan(PACKAGE_BUDGET);
    const [popup] = filesBelow(folder, /^popup\.html$/);
    const scripts = [...(popup?.text ?? '').matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(
      ([, path]) => path,
    );
    expect(scripts.length).toBeGreaterThan(0);
    const zipped = filesBelow(folder, /\.js$/)
      .filter(({ path }) => scripts.includes(path))
      .reduce((sum, { text: code }) => sum + gzipSync(code).length, 0);
    expect(zipped).toBeLessThan(POPUP_BUDGET);
  });
});
