import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noticesText, packageFolderOf } from '../../scripts/notices.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'notices-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function addPackage(name: string, license: string | undefined, text: string | null): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name, version: '1.0.0', license }));
  if (text !== null) writeFileSync(join(path, 'LICENSE.md'), text);
  return path;
}

test.each([
  ['/x/node_modules/react/index.js', '/x/node_modules/react'],
  ['C:\\x\\node_modules\\react\\index.js', 'C:/x/node_modules/react'],
  ['\0/x/node_modules/react/index.js?commonjs-module', '/x/node_modules/react'],
  ['/x/node_modules/@a/b/lib/c.js', '/x/node_modules/@a/b'],
  ['/x/node_modules/a/node_modules/b/c.js', '/x/node_modules/a/node_modules/b'],
  ['/x/lib/billing/money.ts', null],
])('the module %j belongs to %j', (id, expected) => {
  expect(packageFolderOf(id)).toBe(expected);
});

test('each package stands once, by name, with its licence and its text', () => {
  const b = addPackage('b', 'MIT', 'Copyright B');
  const a = addPackage('a', 'MPL-2.0', 'Copyright A');
  const text = noticesText([b, a, b]);
  expect(text.match(/^(a|b) 1\.0\.0$/gm)).toEqual(['a 1.0.0', 'b 1.0.0']);
  expect(text).toMatch(
    /Licence: MPL-2\.0\nSource: the npm package a, version 1\.0\.0, unchanged\.\n\nCopyright A/,
  );
});

test('a package without a licence stops the build', () => {
  expect(() => noticesText([addPackage('no-text', 'MIT', null)])).toThrow('no-text 1.0.0');
  expect(() => noticesText([addPackage('no-name', undefined, 'Copyright')])).toThrow('no-name 1.0.0');
});
