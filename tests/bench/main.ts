/**
 * The benchmarks: `npm run bench [-- --short]`. Ratios within one run; absolute figures are reported, never gated.
 * The table is printed and written to artifacts/bench/ as Markdown and JSON.
 */
import { readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { builtPackage } from '../e2e/drivers/built.ts';
import type { Browser } from '../e2e/drivers/driver.ts';
import { launch } from '../e2e/drivers/driver.ts';
import { PASSPHRASE } from '../e2e/drivers/patience.ts';
import { startStripeServer } from '../stripe-server/http/server.ts';
import { generateAccount } from '../stripe-server/samples/generate-account.ts';
import { extensionCopy, popupGzip } from './extension-copy.ts';
import type { Figure } from './figures.ts';
import { asMarkdown, kilobytes, median, spread, write } from './figures.ts';
import { measureKeys } from './keys.ts';
import { timeToPaint } from './paint.ts';
import { measureReads, type ReadPlan } from './reads.ts';
import { ask, openSession, type Session, tool } from './session.ts';

/** The built package; the built files are read, so it must be fresh (`npm run bench` builds it). */
const extensionDir = builtPackage('chromium');
const short = process.argv.includes('--short');
const ROUNDS = short ? 3 : 9;
const SIZES = short ? [10, 1_000] : [10, 1_000, 10_000];

const READS: ReadPlan[] = [
  {
    subscriptions: 1_000,
    rounds: short ? 1 : 5,
    againstSdk: true,
    clients: 1_000,
    goals: { floor: '≤ 2 ×', requests: '≤ + 5' },
  },
  {
    subscriptions: 10_000,
    rounds: 5,
    againstSdk: true,
    clients: 10_000,
    goals: { floor: '≤ 1.35 ×', requests: '≤ 1.10 ×' },
  },
  {
    subscriptions: 50_000,
    rounds: 2,
    againstSdk: false,
    clients: 1_000,
    goals: { floor: '≤ 1.35 ×', requests: '≤ 1.10 ×' },
  },
].filter(({ subscriptions }) => !short || subscriptions === 1_000);

const LIST_ITEM = '[aria-label="Clients"] [role="listitem"], [aria-label="Clients"] li';
const FIRST_RUN = '#root main';
const BLANK = '#root main';

const figures: Figure[] = [];

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

async function unlock({ tools }: Session): Promise<void> {
  const unlocks: number[] = [];
  const derivations: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    await ask(tools, 'vault.lock', {});
    const { ms } = await ask(tools, 'vault.unlock', { passphrase: PASSPHRASE });
    const derivation = await tool(tools, 'timeDerivation', PASSPHRASE);
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

async function matches({ tools }: Session, subscriptions: number): Promise<void> {
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) samples.push(await tool(tools, 'timeMatches', 500));
  figures.push({
    figure: `likely matches, 500 clients × ${subscriptions.toLocaleString('en')} subscriptions`,
    value: spread(samples, 'ms'),
    against: '',
    ratio: null,
    goal: '≤ 1 s',
    samples,
  });
}

/** Everything but the time of a read: Stripe answers at once. */
async function withAccount(folder: string, size: number): Promise<void> {
  const session = await openSession(folder, size, 'none');
  const { browser, account, tools } = session;
  try {
    const again = await ask(tools, 'refresh.start', {});
    const listed = account.invoices.values();
    const open = [...listed].filter((invoice) => invoice.status === 'open').length;
    const most = 1 + Math.max(1, Math.ceil(open / 100));
    const name = size.toLocaleString('en');
    figures.push({
      figure: `requests of a refresh with nothing changed, ${name} subscriptions`,
      value: String(again.requests),
      against: `1 + max(1, ⌈open invoices/100⌉): ${most}`,
      ratio: again.requests / most,
      goal: '≤ 1 ×',
      samples: [again.requests],
    });
    if (size === SIZES[0]) await unlock(session);
    if (size >= 1_000) await matches(session, size);
    await tool(tools, 'seedClients', size);
    // As in life: what the popup paints first is kept when a refresh ends.
    await ask(tools, 'refresh.start', {});
    await tools.goto('about:blank');
    await paint(browser, size);
    if (size >= 1_000) figures.push(await measureKeys(session, size));
  } finally {
    await session.close();
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
  for (const plan of READS) {
    console.log(`Measuring full reads of ${plan.subscriptions.toLocaleString('en')} subscriptions.`);
    figures.push(...(await measureReads(folder, plan)));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;
const title = `Benchmarks${short ? ' (short form)' : ''}: ${ROUNDS} rounds each, median (min–max), ${machine}`;
write('artifacts/bench', title, figures, { short, rounds: ROUNDS, machine });
console.log(`\n${asMarkdown(title, figures)}`);
