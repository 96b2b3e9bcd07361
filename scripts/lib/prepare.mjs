import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Runs a program in the project's folder, its output shown; true where it succeeded. */
export function run(program, args, { env = {} } = {}) {
  const done = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    // npm and npx are .cmd files on Windows.
    shell: process.platform === 'win32',
  });
  return done.status === 0;
}

/** Runs a program of the project's own dependencies. */
export const runLocal = (name, args, options) => run(join(root, 'node_modules', '.bin', name), args, options);

/** Installs exactly what the lockfile names, where that is missing or older than the lockfile. */
export function ensureDependencies() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const lockfile = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return;
  console.log('Installing the dependencies in package-lock.json.');
  if (!run('npm', ['ci', '--no-audit', '--no-fund'])) {
    throw new Error('The dependencies could not be installed; npm says why above.');
  }
}

/** WXT's generated types, which tsconfig.json builds on. */
export function ensureTypes() {
  if (!runLocal('wxt', ['prepare'])) throw new Error('WXT could not prepare its types; it says why above.');
}

/** Builds the package of each browser into .output/. */
export function build() {
  return runLocal('wxt', ['build']) && runLocal('wxt', ['build', '-b', 'firefox', '--mv3']);
}

/** A sentence for a person instead of a stack trace. */
export function main(work) {
  Promise.resolve()
    .then(work)
    .catch((error) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    });
}
