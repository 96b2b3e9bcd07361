import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { build, type Logger } from 'wxt';
import { PAGE_FILES } from '../tests/e2e/drivers/driver.ts';
import { PopupPage } from '../tests/e2e/drivers/popup.ts';
import {
  hasDisplay,
  openSampleBrowser,
  PASSPHRASE,
  type SampleBrowser,
  setUpSample,
} from './lib/demo-setup.ts';

/**
 * A watch build rather than Vite's development server: the pages keep the content security policy and the addresses
 * that users get, so that what works here works in the package.
 */
const OUTPUT = '.output/chrome-mv3-dev';
const SOURCES = ['components', 'entrypoints', 'lib', 'public'];
/** Editors write a file in several steps. */
const SETTLE_MS = 100;

const nothing = (): void => {};
/** WXT lists every file of every build otherwise. */
const QUIET: Logger = {
  debug: nothing,
  log: nothing,
  info: nothing,
  success: nothing,
  warn: console.warn,
  error: console.error,
  fatal: console.error,
  level: 0,
};

/** What Chromium reads only when the extension starts; pages are read from disk each time they load. */
function backgroundDigest(): string {
  const hash = createHash('sha256');
  const parts = readdirSync(OUTPUT, { recursive: true })
    .map(String)
    .filter((path) => /^(background\.js|manifest\.json|_locales\/.*\.json)$/.test(path));
  for (const path of parts.sort()) hash.update(path).update(readFileSync(join(OUTPUT, path)));
  return hash.digest('hex');
}

/** Builds; false where the sources have an error, which WXT has printed. */
async function builds(): Promise<boolean> {
  try {
    await build({ mode: 'development', browser: 'chrome', logger: QUIET });
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

async function reloadPages({ browser }: SampleBrowser): Promise<void> {
  await browser.inNeutralPage(async (neutral) => {
    const pages = await neutral.browser().pages();
    const shown = pages.filter((page) =>
      Object.values(PAGE_FILES).some((file) => page.url().startsWith(`${browser.origin}/${file}`)),
    );
    await Promise.all(shown.map((page) => page.reload()));
  });
}

/** Starts the extension again: its pages close and its session storage, with the unlocked key, is empty. */
async function restartExtension({ browser }: SampleBrowser): Promise<void> {
  await browser
    .inNeutralPage((page) =>
      page.evaluate(() => {
        (globalThis as unknown as { chrome: { runtime: { reload(): void } } }).chrome.runtime.reload();
      }),
    )
    .catch(() => {
      // The page went with the extension.
    });
  const popup = new PopupPage(await browser.openPage('popup'));
  await popup.unlock(PASSPHRASE);
}

/** Calls `work` after changes of the sources, one call at a time; changes meanwhile lead to one more. */
function onChange(work: () => Promise<void>): void {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let again = false;
  const start = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      await work().catch((error: unknown) => console.error(error));
    } while (again);
    running = false;
  };
  for (const folder of SOURCES)
    watch(folder, { recursive: true }, (_event, name) => {
      if (name && /\.(test|fixture)\.tsx?$/.test(name)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void start(), SETTLE_MS);
    });
}

/** Null without a display. */
async function openSample(): Promise<SampleBrowser | null> {
  if (!hasDisplay()) {
    console.log(
      `There is no display, so no browser opens. Load ${OUTPUT}/ in one of yours; it is kept up to date.`,
    );
    return null;
  }
  const sample = await openSampleBrowser(OUTPUT, true);
  await setUpSample(sample);
  console.log(`Passphrase: "${PASSPHRASE}"`);
  return sample;
}

async function dev(): Promise<void> {
  if (!(await builds())) throw new Error('The extension could not be built; the reason is above.');
  let digest = backgroundDigest();
  // Watched from here on, so that an edit during the set-up is not missed.
  const opening = openSample();
  onChange(async () => {
    const sample = await opening;
    const began = Date.now();
    if (!(await builds())) return;
    const before = digest;
    digest = backgroundDigest();
    const isSame = digest === before;
    if (sample) await (isSame ? reloadPages(sample) : restartExtension(sample));
    const what = !sample ? 'Built' : isSame ? 'Pages reloaded' : 'Extension restarted and unlocked';
    console.log(`${what} (${((Date.now() - began) / 1000).toFixed(1)} s).`);
  });
  const sample = await opening;
  console.log(`Watching ${SOURCES.join(', ')}. Press Ctrl+C to end.`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await sample?.close();
  process.exit();
}

dev().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
