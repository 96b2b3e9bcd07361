import type { Subscription } from '../stripe-server/objects/wire.ts';
import { type Figure, median, spread } from './figures.ts';
import type { Look } from './in-extension.ts';
import { ask, KEY, leaveProduct, openSession, readIsShown, type Session, tool } from './session.ts';
import type { Answer, Transaction } from './worker-protocol.ts';

/** Stripe's limit that a read is paced below: requests a second on one endpoint. */
const PER_SECOND = 20;
const ONE_LATENCY_MS = 600;
const MB = 1_000_000;

export interface ReadPlan {
  subscriptions: number;
  rounds: number;
  /** Also pages through with the SDK alone, which takes a minute at 10,000. */
  againstSdk: boolean;
  /** Clients linked to each subscription, for the commit. */
  clients: number;
  goals: { floor: string; requests: string };
}

/** The first full read with Stripe's latency and limits, what it costs, and what others notice of it meanwhile. */
export async function measureReads(folder: string, plan: ReadPlan): Promise<Figure[]> {
  const session = await openSession(folder, plan.subscriptions, 'stripe');
  try {
    if (plan.clients > 0) await tool(session.tools, 'seedClients', plan.clients);
    const name = plan.subscriptions.toLocaleString('en');
    const rounds: Round[] = [];
    for (let round = 0; round < plan.rounds; round += 1) rounds.push(await fullRead(session));
    const sdk = plan.againstSdk ? await pageThrough(session) : null;
    const figures = [
      ...timeFigures(name, plan, rounds, sdk),
      requestFigure(name, plan, session, rounds),
      commitFigure(name, rounds),
      ...(await changeFigures(name, session)),
      await heapFigure(name, session),
    ];
    await leaveProduct(session);
    const watched: Watched[] = [];
    for (let round = 0; round < plan.rounds; round += 1) watched.push(await watchedRead(session));
    return [
      ...figures,
      waitFigure(
        `a page that opens, ${name} subscriptions`,
        watched.map(({ list }) => list),
      ),
      waitFigure(
        `a row that is opened, ${name} subscriptions`,
        watched.map(({ row }) => row),
      ),
    ];
  } finally {
    await session.close();
  }
}

interface Round {
  ms: number;
  requests: number;
  /** The shortest time in which Stripe's limits allow that many requests. */
  floorMs: number;
  transactions: Transaction[];
  /** Requests by endpoint. */
  counts: Map<string, number>;
}

/** Milliseconds of each look that another page took into the store. */
type Watched = Record<Look, number[]>;

async function fullRead(session: Session): Promise<Round> {
  const { tools, server } = session;
  await tool(tools, 'forgetRead');
  await transactionsSoFar(session);
  server.reset();
  const { ms } = await ask(tools, 'refresh.start', {});
  const requests = server.requests.length - server.foreign.length;
  return {
    ms,
    requests,
    floorMs: ONE_LATENCY_MS + (requests / PER_SECOND) * 1000,
    transactions: await transactionsSoFar(session),
    counts: countsOf(session),
  };
}

/** A read that no page shows, so that a look waits for the store and not for a page that paints. */
async function watchedRead({ browser, tools }: Session): Promise<Watched> {
  await tool(tools, 'forgetRead');
  await tool(tools, 'watchWaits');
  await browser.clickContextMenu();
  await readIsShown(tools);
  return tool(tools, 'stopWatching');
}

async function transactionsSoFar({ tools }: Session): Promise<Transaction[]> {
  const answer: Answer = await tool(tools, 'askWorker', { ask: 'transactions' });
  return 'transactions' in answer ? answer.transactions : [];
}

async function pageThrough({ tools, account }: Session): Promise<number> {
  const answer = await tool(tools, 'askWorker', { ask: 'page through', key: KEY });
  if (!('ms' in answer) || answer.subscriptions < account.subscriptions.size / 2)
    throw new Error('The SDK did not page through the account.');
  return answer.ms;
}

function timeFigures(
  name: string,
  { goals }: ReadPlan,
  rounds: readonly Round[],
  sdkMs: number | null,
): Figure[] {
  const times = rounds.map(({ ms }) => ms);
  const floors = rounds.map(({ floorMs }) => floorMs);
  const figure = `first full read, commit included, ${name} subscriptions`;
  const value = spread(times, 'ms');
  const against = `the floor, 600 ms + requests ÷ 20 per second: ${spread(floors, 'ms')}`;
  const ratio = median(times) / median(floors);
  const found: Figure[] = [{ figure, value, against, ratio, goal: goals.floor, samples: times }];
  if (sdkMs !== null) {
    found.push({
      figure: `the SDK’s auto-paging of ${name} in the same worker`,
      value: `${Math.round(sdkMs)} ms`,
      against: `our full read ${value}`,
      ratio: sdkMs / median(times),
      goal: name === '10,000' ? '≥ 6 ×' : '',
      samples: [sdkMs],
    });
  }
  return found;
}

function countsOf({ server }: Session): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { endpoint, host } of server.requests)
    if (host === 'api.stripe.com') counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
  return counts;
}

function openInvoices({ account }: Session): number {
  return [...account.invoices.values()].filter((one) => one.status === 'open' && !one.test_clock).length;
}

/** Of the last round: pages, open invoices, and what only this account's catalogue asks for. */
function requestFigure(name: string, plan: ReadPlan, session: Session, rounds: readonly Round[]): Figure {
  const counts = rounds.at(-1)?.counts;
  const of = (endpoint: string) => counts?.get(endpoint) ?? 0;
  const catalogue = of('/v1/products') + of('/v1/prices/:id') + of('/v1/coupons');
  const items = of('/v1/subscription_items');
  const pages = Math.ceil(plan.subscriptions / 100);
  const invoices = Math.max(1, Math.ceil(openInvoices(session) / 100));
  const least = pages + catalogue + invoices + items;
  const requests = rounds.map((round) => round.requests);
  return {
    figure: `requests of a full read, ${name} subscriptions`,
    value: spread(requests, ''),
    against: `⌈N/100⌉ ${pages} + names, tiers, coupons ${catalogue} + open invoices ${invoices} + items of large subscriptions ${items}`,
    ratio: median(requests) / least,
    goal: plan.goals.requests,
    samples: requests,
  };
}

function commitFigure(name: string, rounds: readonly Round[]): Figure {
  const commits = rounds.flatMap(({ transactions }) =>
    transactions.filter(({ stores }) => stores.includes('views') && stores.includes('snapshots')),
  );
  const others = rounds.map(({ transactions }) =>
    Math.max(...transactions.filter(({ stores }) => !stores.includes('views')).map(({ ms }) => ms)),
  );
  const samples = commits.map(({ ms }) => ms);
  return {
    figure: `commit, ${name} subscriptions`,
    value: spread(samples, 'ms'),
    against: `longest other transaction ${spread(others, 'ms')}`,
    ratio: null,
    goal: '≤ 100 ms',
    samples,
  };
}

function waitFigure(who: string, rounds: readonly number[][]): Figure {
  const longest = rounds.map((waits) => Math.max(...waits));
  const all = rounds.flat().sort((a, b) => a - b);
  const p99 = all[Math.floor(all.length * 0.99)] ?? Number.NaN;
  return {
    figure: `longest wait during a full read: ${who}`,
    value: spread(longest, 'ms'),
    against: `the median look ${median(all).toFixed(1)} ms, 99 % below ${p99.toFixed(1)} ms`,
    ratio: null,
    goal: '≤ 50 ms',
    samples: longest,
  };
}

const CHANGED = [1, 50];

/** A refresh after k subscriptions changed: their quantities, so that each is one read by id and no more. */
async function changeFigures(name: string, session: Session): Promise<Figure[]> {
  const { account, server, tools } = session;
  const plain = [...account.subscriptions.values()].filter(isPlain);
  const figures: Figure[] = [];
  for (const changed of CHANGED.filter((count) => count <= plain.length)) {
    for (const { id } of plain.slice(0, changed)) account.changeQuantity(id, 2 + changed);
    server.reset();
    const { ms } = await ask(tools, 'refresh.start', {});
    const requests = server.requests.length - server.foreign.length;
    const events = server.requests.filter(({ endpoint }) => endpoint === '/v1/events').length;
    const most = events + Math.max(1, Math.ceil(openInvoices(session) / 100)) + changed;
    figures.push({
      figure: `requests of a refresh with ${changed} changed of ${name} subscriptions`,
      value: `${requests} in ${Math.round(ms)} ms`,
      against: `⌈events/100⌉ + ⌈open invoices/100⌉ + k: ${most}`,
      ratio: requests / most,
      goal: '≤ 1 ×',
      samples: [requests],
    });
  }
  return figures;
}

function isPlain({ status, items }: Subscription): boolean {
  const [item] = items.data;
  return status === 'active' && items.data.length === 1 && item?.quantity !== undefined;
}

/** Live bytes in the background during a read, after forced collections, which slow it: a round of its own. */
async function heapFigure(name: string, { browser, tools }: Session): Promise<Figure> {
  await tool(tools, 'forgetRead');
  const before = await browser.backgroundHeap();
  const samples: number[] = [];
  let reading = true;
  const read = ask(tools, 'refresh.start', {}).finally(() => {
    reading = false;
  });
  while (reading) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    samples.push((await browser.backgroundHeap()) - before);
  }
  await read;
  const megabytes = samples.map((bytes) => bytes / MB);
  return {
    figure: `worker’s heap during a full read of ${name} subscriptions, above before`,
    value: `${Math.max(...megabytes).toFixed(1)} MB at most (median ${median(megabytes).toFixed(1)} MB)`,
    against: `before ${(before / MB).toFixed(1)} MB`,
    ratio: null,
    goal: '≤ 64 MB',
    samples: megabytes,
  };
}
