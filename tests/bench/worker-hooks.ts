/**
 * Runs in the background of a copy of the extension, before the product's own script: notes how long each writing
 * transaction lasts, and reads an account as the SDK itself would. The product has no such hook.
 */
import Stripe from 'stripe';
import { expansionsFor } from '../../lib/stripe/expansions.ts';
import { type Answer, CHANNEL, type Question, type Transaction } from './worker-protocol.ts';

let transactions: Transaction[] = [];

const { transaction } = IDBDatabase.prototype;
IDBDatabase.prototype.transaction = function open(this: IDBDatabase, ...args) {
  const opened = transaction.apply(this, args);
  if (opened.mode !== 'readwrite') return opened;
  const start = performance.now();
  const stores = [...opened.objectStoreNames];
  opened.addEventListener('complete', () =>
    transactions.push({ stores, at: start, ms: performance.now() - start }),
  );
  return opened;
};

const ALL = {
  subscriptions: true,
  customers: true,
  invoices: true,
  prices: true,
  products: true,
  coupons: true,
  events: true,
  schedules: true,
};

/** Every subscription, one page after another, with the same objects expanded as ours has. Keeps none of them. */
async function pageThrough(key: string): Promise<{ ms: number; subscriptions: number }> {
  const stripe = new Stripe(key, { httpClient: Stripe.createFetchHttpClient(), telemetry: false });
  const start = performance.now();
  let subscriptions = 0;
  for await (const _ of stripe.subscriptions.list({ limit: 100, expand: expansionsFor(ALL) }))
    subscriptions += 1;
  return { ms: performance.now() - start, subscriptions };
}

const channel = new BroadcastChannel(CHANNEL);
channel.addEventListener('message', async ({ data }: MessageEvent<Question | Answer>) => {
  if (!('ask' in data)) return;
  if (data.ask === 'page through') return channel.postMessage(await pageThrough(data.key));
  channel.postMessage({ transactions });
  transactions = [];
});
