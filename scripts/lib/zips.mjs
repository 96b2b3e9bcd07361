import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './prepare.mjs';

const OUTPUT = join(root, '.output');

const END_OF_DIRECTORY = 0x06054b50;
const ENTRY = 0x02014b50;

/** Names of the files in a zip, read off its central directory. */
export function zipNames(file) {
  const bytes = readFileSync(file);
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  if (end < 0) throw new Error(`${file} is no zip.`);
  const names = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (bytes.readUInt32LE(at) !== ENTRY) throw new Error(`${file} is damaged.`);
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const text = bytes.toString('utf8', at + 46, at + 46 + name);
    if (!text.endsWith('/')) names.push(text);
    at += 46 + name + extra + comment;
  }
  return names.sort();
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** The zips that WXT wrote, with their sizes. */
export function listZips() {
  return readdirSync(OUTPUT)
    .filter((name) => name.endsWith('.zip'))
    .map((name) => ({ name, bytes: statSync(join(OUTPUT, name)).size }));
}

/** The zips hold what was built, and Firefox's sources what a reviewer needs and nothing private. */
export function checkZips({ chromium, firefox }) {
  const wrong = [];
  const zips = listZips().map(({ name }) => name);
  for (const [suffix, folder] of [
    ['-chrome.zip', chromium],
    ['-firefox.zip', firefox],
  ]) {
    const zip = zips.find((name) => name.endsWith(suffix));
    if (!zip) {
      wrong.push(`There is no zip that ends with ${suffix}.`);
      continue;
    }
    const [packed, built] = [zipNames(join(OUTPUT, zip)), filesIn(folder)];
    const differing = [
      ...built.filter((name) => !packed.includes(name)).map((name) => `${name} is missing`),
      ...packed.filter((name) => !built.includes(name)).map((name) => `${name} was not built`),
    ];
    for (const difference of differing) wrong.push(`${zip}: ${difference}.`);
  }
  const sources = zips.find((name) => name.endsWith('-sources.zip'));
  if (!sources) wrong.push('There is no zip of the sources, which the Firefox store asks for.');
  else {
    const names = zipNames(join(OUTPUT, sources));
    for (const needed of ['package.json', 'package-lock.json', 'wxt.config.ts', 'README.md'])
      if (!names.includes(needed)) wrong.push(`${sources}: ${needed} is missing.`);
    for (const name of names)
      if (/(^|\/)(node_modules|\.output|artifacts)\/|(^|\/)\.env|\.pem$/.test(name))
        wrong.push(`${sources}: ${name} does not belong there.`);
  }
  return wrong;
}
