import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FUZZ_SHARES } from '../support/fuzz.ts';
import { filesBelow, linesWith, ROOT } from './files.ts';

const json = (path: string) => JSON.parse(readFileSync(`${ROOT}${path}`, 'utf8')) as Record<string, unknown>;
const manifest = json('package.json') as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  overrides: Record<string, string>;
};

interface Locked {
  version?: string;
  integrity?: string;
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const lockfile = (): Record<string, Locked> =>
  (json('package-lock.json') as { packages: Record<string, Locked> }).packages;

/** Whether Node would find a package from a folder of the lockfile: in its node_modules, or in one further up. */
function isLocked(packages: Record<string, Locked>, from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true;
    if (!folder) return false;
  }
}

describe('what others wrote', () => {
  test('is named in an exact version', () => {
    const named = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides };
    expect(Object.entries(named).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual(
      [],
    );
  });

  test('is pinned by the hash of its contents, whatever it depends on too', () => {
    const packages = lockfile();
    const all = Object.entries(packages).filter(([path]) => path !== '');
    expect(all.length).toBeGreaterThan(100);
    expect(
      all.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path),
    ).toEqual([]);
    expect(all.filter(([, { link }]) => link).map(([path]) => path)).toEqual([]);
    // No package from a repository or a file, which no hash of a registry covers, and no registry by its host.
    expect(all.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
    for (const [name, version] of Object.entries(manifest.dependencies))
      expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
  });

  test('is in the lockfile for every platform, which `npm ci` insists on', () => {
    const packages = lockfile();
    const missing = Object.entries(packages).flatMap(([path, locked]) =>
      Object.keys({ ...locked.dependencies, ...locked.devDependencies, ...locked.optionalDependencies })
        .filter((name) => !isLocked(packages, path, name))
        .map((name) => `${path || 'package.json'}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('runs nothing when it is installed', () => {
    const settings = readFileSync(`${ROOT}.npmrc`, 'utf8').split('\n');
    expect(settings).toEqual(
      expect.arrayContaining([
        'ignore-scripts=true',
        'save-exact=true',
        'omit-lockfile-registry-resolved=true',
      ]),
    );
  });

  test('is listed with its reason, where it ends up in the package', () => {
    const page = readFileSync(`${ROOT}docs/dependencies.md`, 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const listed = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    expect(listed).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
    const inside = ['scheduler', 'fastest-levenshtein', '@zxcvbn-ts/dictionary-compression'];
    expect([...listed].sort()).toEqual([...Object.keys(manifest.dependencies), ...inside].sort());
  });
});

test('pages listen to no message: what one of them sends to the background, keys included, all could hear', () => {
  const pages = [
    'components',
    'entrypoints/popup',
    'entrypoints/options',
    'entrypoints/dashboard',
    'lib',
  ].flatMap((folder) =>
    filesBelow(`${ROOT}${folder}`, /\.tsx?$/)
      .filter(({ path }) => !/\.(test|fixture)\.tsx?$/.test(path))
      .map(({ path, text }) => ({ path: `${folder}/${path}`, text })),
  );
  expect(linesWith(pages, /\bonMessage\b|\bonConnect\b/)).toEqual([]);
});

test('the shares of the fuzzers add up, and each is used once', () => {
  expect(Object.values(FUZZ_SHARES).reduce((sum, share) => sum + share, 0)).toBe(100);
  const tests = filesBelow(`${ROOT}lib`, /\.test\.ts$/);
  const used = tests.flatMap(({ text }) =>
    [...text.matchAll(/fuzzRuns\('([^']+)'\)/g)].map(([, name]) => name),
  );
  expect(used.sort()).toEqual(Object.keys(FUZZ_SHARES).sort());
});
