import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const KNOWN = {
  chromium: {
    title: 'Chromium',
    variable: 'CHROME_PATH',
    commands: ['chromium', 'chromium-browser', 'google-chrome-for-testing', 'microsoft-edge'],
    places: [
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/snap/bin/chromium',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
      'C:\\Program Files\\Chromium\\Application\\chrome.exe',
    ],
    packages: ['chromium'],
  },
  firefox: {
    title: 'Firefox',
    variable: 'FIREFOX_PATH',
    commands: ['firefox-esr', 'firefox'],
    places: [
      '/usr/bin/firefox-esr',
      '/usr/bin/firefox',
      '/snap/bin/firefox',
      '/Applications/Firefox.app/Contents/MacOS/firefox',
      'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
    ],
    packages: ['firefox-esr', 'firefox'],
  },
};

function runnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Path of an installed browser, or null. A path in the environment wins, and must exist. */
export function findBrowser(name) {
  const { title, variable, commands, places } = KNOWN[name];
  const wanted = process.env[variable];
  if (wanted) {
    if (!runnable(wanted))
      throw new Error(`${variable} is set to ${wanted}, which is no program that can be run as ${title}.`);
    return wanted;
  }
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => commands.map((command) => join(folder, command)));
  return [...places, ...onPath].find(runnable) ?? null;
}

function isDebianRoot() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/os-release'))
    return false;
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
}

let listsAreFresh = false;

function apt(...args) {
  // Another installation may be under way on a fresh machine: wait for it instead of failing.
  const done = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return done.status === 0;
}

/** Path of a browser, installed first where that is possible; else an error that says what to install. */
export function ensureBrowser(name) {
  const found = findBrowser(name);
  if (found) return found;
  const { title, variable, packages } = KNOWN[name];
  if (isDebianRoot()) {
    console.log(`${title} is missing: installing it.`);
    if (!listsAreFresh) listsAreFresh = apt('update', '-q');
    for (const candidate of packages) {
      if (!apt('install', '-y', '-q', '--no-install-recommends', candidate)) continue;
      const path = findBrowser(name);
      if (path) return path;
    }
    throw new Error(
      `${title} could not be installed. Install the package ${packages[0]}, or set ${variable} to its program.`,
    );
  }
  throw new Error(
    `${title} is missing. Install the package ${packages.join(' or ')} (on Debian or Ubuntu: sudo apt-get install ${packages[0]}), or set ${variable} to its program.`,
  );
}
