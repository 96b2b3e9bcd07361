import type { Page } from 'puppeteer-core';
import type { Browser } from '../e2e/drivers/driver.ts';
import { launch } from '../e2e/drivers/driver.ts';
import { inPage } from '../e2e/drivers/in-page.ts';
import { OptionsPage } from '../e2e/drivers/options.ts';
import { PASSPHRASE } from '../e2e/drivers/patience.ts';
import type { Account } from '../stripe-server/account/account.ts';
import { type Limits, stripeLimits } from '../stripe-server/http/limits.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/http/server.ts';
import type { Latency } from '../stripe-server/http/service.ts';
import { generateAccount, generatedKeys } from '../stripe-server/samples/generate-account.ts';
import type { BenchTools } from './in-extension.ts';

/** What a list of 100 with expansions and a read by id take, by what is known of Stripe. Milliseconds, ± 25 %. */
const STRIPE_LATENCY: Latency = { list: 600, byId: 200, jitter: 0.25, seed: 7 };
/** The first read of the largest account, twice over. */
const LONGEST_READ_MS = 240_000;

export const KEY = generatedKeys('live').restricted;

/** The extension in Chromium, connected to an account that it has read once. */
export interface Session {
  browser: Browser;
  server: StripeServer;
  account: Account;
  /** Requests from Save Key until the first read is shown. */
  firstRequests: number;
  /** The options page, with the tools of the benchmark in it. */
  tools: Page;
  close(): Promise<void>;
}

/** @param pace 'stripe': its latency and its limits; 'none': answers at once. */
export async function openSession(
  folder: string,
  subscriptions: number,
  pace: 'stripe' | 'none',
): Promise<Session> {
  const now = (): number => Math.floor(Date.now() / 1000);
  const account = generateAccount({ seed: 1, subscriptions, now });
  const limits: Limits = stripeLimits('live');
  const server = await startStripeServer(
    pace === 'stripe' ? { account, latency: STRIPE_LATENCY, limits } : { account },
  );
  const browser = await launch({ kind: 'chromium', server, extensionDir: folder });
  try {
    const options = new OptionsPage(await browser.openPage('options'));
    await options.connect(KEY, PASSPHRASE);
    const { page } = options.page;
    // In a page of the product: the background answers no other.
    await addTools(page, browser.origin);
    await readIsShown(page);
    const firstRequests = server.requests.length - server.foreign.length;
    return {
      browser,
      server,
      account,
      firstRequests,
      tools: page,
      async close() {
        await browser.close();
        await server.close();
      },
    };
  } catch (error) {
    await browser.close();
    await server.close();
    throw error;
  }
}

async function addTools(page: Page, origin: string): Promise<void> {
  await page.addScriptTag({ url: `${origin}/bench.js`, type: 'module' });
  await page.waitForFunction('globalThis.bench');
}

/** From now on no page of the product is open; the tools stay. */
export async function leaveProduct({ browser, tools }: Session): Promise<void> {
  await tools.goto(`${browser.origin}/blank.html`);
  await addTools(tools, browser.origin);
}

/** A new key starts a refresh by itself; resolves when its figures are there. */
export async function readIsShown(tools: Page): Promise<void> {
  await tools.waitForFunction('globalThis.bench.isRead()', { timeout: LONGEST_READ_MS, polling: 200 });
}

/** Calls one of the tools in the page of the extension. */
export function tool<Name extends keyof BenchTools>(
  tools: Page,
  name: Name,
  ...args: Parameters<BenchTools[Name]>
): Promise<Awaited<ReturnType<BenchTools[Name]>>> {
  return inPage(
    tools,
    (wanted: string, given: unknown[]) => {
      const { bench } = globalThis as unknown as { bench: Record<string, (...all: unknown[]) => never> };
      return bench[wanted]?.(...given);
    },
    name,
    args as never,
  ) as Promise<Awaited<ReturnType<BenchTools[Name]>>>;
}

interface Messenger {
  chrome: { runtime: { sendMessage(message: unknown): Promise<{ ok: boolean; requests?: number }> } };
}

/** A message as the popup sends it. Answers with the time it took, and throws where it was refused. */
export function ask(page: Page, name: string, payload: object): Promise<{ ms: number; requests: number }> {
  return inPage(
    page,
    async (message: { name: string; payload: object }) => {
      const { chrome } = globalThis as unknown as Messenger;
      const start = performance.now();
      const answer = await chrome.runtime.sendMessage(message);
      const ms = performance.now() - start;
      if (!answer.ok) throw new Error(`${message.name}: ${JSON.stringify(answer)}`);
      return { ms, requests: answer.requests ?? 0 };
    },
    { name, payload } as never,
  );
}
