import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';

/**
 * What a reviewer of the store does: unpack the source package, install what the lockfile names, build, compare.
 * Minutes long and in need of the packages' registry (or npm's cache), so it belongs to the soak.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'clientplug-sources-'));
// A whole node_modules goes with it.
afterAll(() => rmSync(folder, { recursive: true, force: true }), 5 * 60_000);

// Without the test runner's NODE_ENV, and not with an empty one either: that makes a development build, which names
// the folder that it was made in.
const { NODE_ENV: _ofTheTestRunner, ...ENV } = process.env;
const run = (where: string, command: string, ...args: string[]): void => {
  execFileSync(command, args, { cwd: where, stdio: 'pipe', env: ENV });
};

/** Every file of a zip (APPNOTE 4.3: found through the central directory, stored or deflated). */
function filesOf(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = zip.readUInt16LE(at + 10);
    const packed = zip.readUInt32LE(at + 20);
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const local = zip.readUInt32LE(at + 42);
    const path = zip.toString('utf8', at + 46, at + 46 + name);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + packed);
    if (!path.endsWith('/')) files.set(path, method === 0 ? bytes : inflateRawSync(bytes));
    at += 46 + name + extra + comment;
  }
  return files;
}

/** Path → content of everything below a folder. */
function contents(of: string): Record<string, string> {
  const paths = readdirSync(of, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    paths
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(of, path), readFileSync(path).toString('latin1')]),
  );
}

test('the source package builds to the same bytes', { timeout: 15 * 60_000 }, () => {
  // A copy, so that nobody's built packages are touched.
  const here = join(folder, 'here');
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);
  for (const path of listed) {
    mkdirSync(dirname(join(here, path)), { recursive: true });
    cpSync(join(ROOT, path), join(here, path));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(here, 'node_modules'));
  run(here, 'npx', 'wxt', 'zip', '-b', 'firefox', '--mv3');

  const output = join(here, '.output');
  const archive = readdirSync(output).find((name) => name.endsWith('-sources.zip'));
  if (!archive) throw new Error('No source package was written.');
  const sources = filesOf(readFileSync(join(output, archive)));
  expect([...sources.keys()]).toEqual(
    expect.arrayContaining(['package-lock.json', '.npmrc', 'wxt.config.ts']),
  );
  expect(
    [...sources.keys()].filter((path) => /^(node_modules|artifacts|\.output|\.git)\//.test(path)),
  ).toEqual([]);

  const there = join(folder, 'there');
  for (const [path, bytes] of sources) {
    mkdirSync(dirname(join(there, path)), { recursive: true });
    writeFileSync(join(there, path), bytes);
  }
  run(there, 'npm', 'ci', '--prefer-offline', '--no-audit', '--no-fund');
  for (const browser of ['chrome', 'firefox']) run(there, 'npx', 'wxt', 'build', '-b', browser, '--mv3');
  run(here, 'npx', 'wxt', 'build', '-b', 'chrome', '--mv3');

  for (const browser of ['chrome-mv3', 'firefox-mv3']) {
    const [ours, theirs] = [contents(join(output, browser)), contents(join(there, '.output', browser))];
    expect(Object.keys(theirs).sort()).toEqual(Object.keys(ours).sort());
    const differing = Object.keys(ours).filter((path) => ours[path] !== theirs[path]);
    expect(differing).toEqual([]);
  }
  // And the uploaded package is what was built.
  const uploaded = readdirSync(output).find((name) => name.endsWith('-firefox.zip')) ?? '';
  const inZip = filesOf(readFileSync(join(output, uploaded)));
  const built = contents(join(there, '.output', 'firefox-mv3'));
  expect([...inZip.keys()].sort()).toEqual(Object.keys(built).sort());
  for (const [path, bytes] of inZip) expect(bytes.toString('latin1') === built[path], path).toBe(true);
});
