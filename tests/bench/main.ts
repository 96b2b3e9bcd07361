/**
 * The benchmarks: `npm run bench [-- --short]`. Ratios within one run; absolute figures are reported, never gated.
 * The table is printed and written to artifacts/bench/ as Markdown and JSON.
 */
import { readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { builtPackage } from '../e2e/built.ts';
import type { Browser, ExtensionPage } from '../e2e/driver.ts';
import { launch } from '../e2e/driver.ts';
import { inPage } from '../e2e/in-page.ts';
import { OptionsPage } from '../e2e/options.ts';
import { PASSPHRASE } from '../e2e/patience.ts';
import { PopupPage } from '../e2e/popup.ts';
import { generateAccount, generatedKeys } from '../stripe-server/generate-account.ts';
import type { StripeServer } from '../stripe-server/server.ts';
import { startStripeServer } from '../stripe-server/server.ts';
import { extensionCopy, popupGzip } from './extension-copy.ts';
import type { Figure } from './figures.ts';
import { asMarkdown, kilobytes, median, spread, write } from './figures.ts';
import type { BenchTools } from './in-extension.ts';
import { timeToPaint } from './paint.ts';

/** The built package; the built files are read, so it must be fresh (`npm run bench` builds it). */
const extensionDir = builtPackage('chromium');
const short = process.argv.includes('--short');
const ROUNDS = short ? 3 : 9;
const SIZES = short ? [10, 1_000] : [10, 1_000, 10_000];

const LIST_ITEM = '[aria-label="Clients"] [role="listitem"], [aria-label="Clients"] li';
const FIRST_RUN = '#root main';
const BLANK = '#root main';

const figures: Figure[] = [];

interface Messenger {
  chrome: { runtime: { sendMessage(message: unknown): Promise<{ ok: boolean; requests?: number }> } };
}

/** A message as the popup sends it. Answers with the time it took. */
function ask(popup: ExtensionPage, name: string, payload: object): Promise<{ ms: number; requests: number }> {
  return inPage(
    popup.page,
    async (message: { name: string; payload: object }) => {
      const { chrome } = globalThis as unknown as Messenger;
      const start = performance.now();
      const answer = await chrome.runtime.sendMessage(message);
      const ms = performance.now() - start;
      if (!answer.ok) throw new Error(`${message.name}: ${JSON.stringify(answer)}`);
      return { ms, requests: answer.requests ?? 0 };
    },
    { name, payload },
  );
}

async function withTools<Result>(browser: Browser, use: (page: Page) => Promise<Result>): Promise<Result> {
  return browser.inNeutralPage(async (page) => {
    await page.goto(`${browser.origin}/bench.html`);
    await page.waitForFunction('globalThis.bench');
    return use(page);
  });
}

/** The popup and the blank one in turns, so that both see the same machine. */
async function paint(browser: Browser, clients: number): Promise<void> {
  const popup: number[] = [];
  const blank: number[] = [];
  const ready = clients === 0 ? FIRST_RUN : LIST_ITEM;
  await browser.inNeutralPage(async (opener) => {
    // The first one fills the caches of both.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const blankMs = await timeToPaint(opener, `${browser.origin}/blank.html`, BLANK);
      const popupMs = await timeToPaint(opener, `${browser.origin}/popup.html`, ready);
      if (round === 0) continue;
      blank.push(blankMs);
      popup.push(popupMs);
    }
  });
  figures.push({
    figure: `popup: navigation to list painted, ${clients.toLocaleString('en')} clients`,
    value: spread(popup, 'ms'),
    against: `blank React popup ${spread(blank, 'ms')}`,
    ratio: median(popup) / median(blank),
    goal: clients >= 10_000 ? '≤ 1.5 ×' : '',
    samples: popup,
  });
}

async function unlock(browser: Browser, popup: ExtensionPage): Promise<void> {
  const unlocks: number[] = [];
  const derivations: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    await ask(popup, 'vault.lock', {});
    const { ms } = await ask(popup, 'vault.unlock', { passphrase: PASSPHRASE });
    const derivation = await withTools(browser, (page) =>
      inPage(
        page,
        (passphrase: string) =>
          (globalThis as unknown as { bench: BenchTools }).bench.timeDerivation(passphrase),
        PASSPHRASE,
      ),
    );
    if (round === 0) continue;
    unlocks.push(ms);
    derivations.push(derivation);
  }
  figures.push({
    figure: 'unlock',
    value: spread(unlocks, 'ms'),
    against: `derivation alone ${spread(derivations, 'ms')}`,
    ratio: median(unlocks) / median(derivations),
    goal: '≤ 1.1 ×',
    samples: unlocks,
  });
}

/** Waits for the refresh that a new key starts, or makes the first one. */
async function firstRefresh(popup: PopupPage, server: StripeServer): Promise<void> {
  await popup.page.by('status', 'Refresh').one({ timeout: 60_000 });
  if ((await popup.refreshStatus.one()).text.includes('Last refreshed')) return;
  await popup.refresh(server);
}

async function withAccount(folder: string, size: number): Promise<void> {
  const now = (): number => Math.floor(Date.now() / 1000);
  const account = generateAccount({ seed: 1, subscriptions: size, now });
  const server = await startStripeServer({ account });
  const browser = await launch({ kind: 'chromium', server, extensionDir: folder });
  try {
    const options = new OptionsPage(await browser.openPage('options'));
    await options.connect(generatedKeys().restricted, PASSPHRASE);
    await options.page.close();
    const popup = new PopupPage(await browser.openPage('popup'));
    await firstRefresh(popup, server);
    const first = server.requests.length - server.foreign.length;
    const again = await ask(popup.page, 'refresh.start', {});
    const listed = account.invoices.values();
    const open = [...listed].filter((invoice) => invoice.status === 'open').length;
    const floor = Math.ceil(size / 100) + Math.max(1, Math.ceil(open / 100));
    const name = size.toLocaleString('en');
    figures.push(
      {
        figure: `requests: new key, its check included, and first full read, ${name} subscriptions`,
        value: String(first),
        against: `⌈N/100⌉ + open invoices: ${floor}`,
        ratio: null,
        goal: size === 1_000 ? '≤ + 5 and names, tiers, coupons, the check' : '',
        samples: [first],
      },
      {
        figure: `requests of a refresh with nothing changed, ${name} subscriptions`,
        value: String(again.requests),
        against: `1 + max(1, ⌈open invoices/100⌉): ${1 + Math.max(1, Math.ceil(open / 100))}`,
        ratio: null,
        goal: 'the same',
        samples: [again.requests],
      },
    );
    if (size === SIZES[0]) await unlock(browser, popup.page);
    await popup.page.close();
    await withTools(browser, (page) =>
      inPage(
        page,
        (count: number) => (globalThis as unknown as { bench: BenchTools }).bench.seedClients(count),
        size,
      ),
    );
    await paint(browser, size);
  } finally {
    await browser.close();
    await server.close();
  }
}

async function withoutAccount(folder: string): Promise<void> {
  const server = await startStripeServer({
    account: generateAccount({ seed: 1, subscriptions: 1, now: Math.floor(Date.now() / 1000) }),
  });
  const browser = await launch({ kind: 'chromium', server, extensionDir: folder });
  try {
    await paint(browser, 0);
  } finally {
    await browser.close();
    await server.close();
  }
}

function sizes(reactGzip: number): void {
  const popup = popupGzip(extensionDir);
  figures.push({
    figure: "popup's script, gzip",
    value: kilobytes(popup),
    against: `React with React DOM alone ${kilobytes(reactGzip)}`,
    ratio: popup / reactGzip,
    goal: '≤ 1.6 ×',
    samples: [popup],
  });
  const output = join(extensionDir, '..');
  for (const zip of readdirSync(output).filter((name) => name.endsWith('.zip'))) {
    const bytes = statSync(join(output, zip)).size;
    figures.push({
      figure: `package ${zip}`,
      value: kilobytes(bytes),
      against: '',
      ratio: null,
      goal: '',
      samples: [bytes],
    });
  }
}

const { folder, reactGzip } = await extensionCopy(extensionDir);
try {
  sizes(reactGzip);
  await withoutAccount(folder);
  for (const size of SIZES) {
    console.log(`Measuring with ${size.toLocaleString('en')} clients and subscriptions.`);
    await withAccount(folder, size);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;
const title = `Benchmarks${short ? ' (short form)' : ''}: ${ROUNDS} rounds each, median (min–max), ${machine}`;
write('artifacts/bench', title, figures, { short, rounds: ROUNDS, machine });
console.log(`\n${asMarkdown(title, figures)}`);
