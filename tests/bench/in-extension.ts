import type { ClientDigest } from '../../lib/billing/digest.ts';
import { findMatches } from '../../lib/clients/matches.ts';
import type { ClientDraft } from '../../lib/model/client.ts';
import { type Currency, type MinorUnits, seconds } from '../../lib/model/units.ts';
import { openStore } from '../../lib/store/db/open.ts';
import { deleteOtherGenerations } from '../../lib/store/generations/cleanup.ts';
import { addClients } from '../../lib/store/records/clients.ts';
import { connectionRange } from '../../lib/store/records/subscriptions.ts';
import { rebuildViews } from '../../lib/store/views/compute.ts';
import { CURRENT_PARAMETERS, deriveHere } from '../../lib/vault/derive.ts';
import { type Answer, CHANNEL, type Question } from './worker-protocol.ts';

/** So many at once: a transaction stays small. */
const AT_ONCE = 1_000;

/** Adds a client for each of the subscriptions read so far, up to `count`; the rest are billed elsewhere. */
async function seedClients(count: number): Promise<number> {
  const store = await openStore();
  const { options } = await rebuildViews(store);
  const drafts = Array.from({ length: count }, (_, index): ClientDraft => {
    const option = options.options[index];
    return {
      name: option?.customer ?? `Client ${index + 1}`,
      email: option?.email ?? '',
      type: 'Retainer',
      service: option?.product ?? 'Website',
      notes: '',
      links: option ? [{ connectionId: option.connectionId, subscriptionId: option.id }] : [],
      manual: option
        ? null
        : {
            status: 'paid',
            monthly: { amount: 12_000 as MinorUnits, currency: 'usd' as Currency },
            nextBilling: null,
          },
      addOns: [],
    };
  });
  for (let at = 0; at < drafts.length; at += AT_ONCE) {
    const added = await addClients(
      store,
      drafts.slice(at, at + AT_ONCE),
      seconds(Math.floor(Date.now() / 1000)),
    );
    if (!added.ok) throw new Error(`The clients could not be added: ${added.code}`);
  }
  await rebuildViews(store);
  return drafts.filter((draft) => draft.links.length > 0).length;
}

/** Milliseconds that finding likely matches takes: so many clients against every subscription read. */
async function timeMatches(count: number): Promise<number> {
  const { options } = (await rebuildViews(await openStore())).options;
  const step = Math.max(1, Math.floor(options.length / count));
  // As people type names: with a legal form more, a letter wrong, every other without an e-mail.
  const clients = Array.from({ length: count }, (_, index): ClientDigest => {
    const option = options[(index * step) % options.length];
    return {
      id: String(index) as ClientDigest['id'],
      name: `${option?.customer.replace(/[aeiou]/, 'u') ?? ''} GmbH`,
      email: index % 2 === 0 ? (option?.email ?? '') : '',
      type: '',
      service: '',
      archived: false,
      links: [],
      unread: [],
      manual: null,
      addOns: [],
    };
  });
  const start = performance.now();
  const found = findMatches(clients, options);
  const ms = performance.now() - start;
  if (found.length < count / 2) throw new Error(`Only ${found.length} matches were found.`);
  return ms;
}

/** Forgets all that was read of Stripe, as if the key had just been saved. Clients and their links stay. */
async function forgetRead(): Promise<void> {
  const store = await openStore();
  for (const connection of await store.getAll('connections')) {
    const { feed: _, ...rest } = connection;
    await store.put('connections', {
      ...rest,
      generation: 0,
      eventsPosition: null,
      lastRefresh: null,
      lastFullRead: null,
    });
    await deleteOtherGenerations(store, connection.id);
    for (const name of ['products', 'prices', 'coupons'] as const)
      await store.delete(name, connectionRange(connection.id));
  }
  await rebuildViews(store);
}

/** A full read is shown of every connection, and there is one. */
async function isRead(): Promise<boolean> {
  const connections = await (await openStore()).getAll('connections');
  return connections.length > 0 && connections.every(({ lastFullRead }) => lastFullRead !== null);
}

/** What pages look into: all that the list is painted from, and what a row reads when it is opened. */
const LOOKS = {
  list: ['views', 'meta', 'clients', 'connections'],
  row: ['connections', 'subscriptions', 'invoices', 'products', 'prices', 'coupons'],
} as const;
export type Look = keyof typeof LOOKS;
const LOOK_EVERY_MS = 20;

let looking = false;
let waits: Record<Look, number[]> = { list: [], row: [] };

/** Begins to look into the store as pages do, over and over: a read of next to nothing, so that its time is waiting. */
async function watchWaits(look: Look): Promise<void> {
  const store = await openStore();
  looking = true;
  waits[look] = [];
  while (looking) {
    const start = performance.now();
    await store.transaction(LOOKS[look], 'readonly').objectStore('connections').getAll();
    waits[look].push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Ends it. Milliseconds of each look, in their order. */
function stopWatching(): Record<Look, number[]> {
  looking = false;
  const seen = waits;
  waits = { list: [], row: [] };
  return seen;
}

/** Asks the hooks in the background. */
function askWorker(question: Question): Promise<Answer> {
  const channel = new BroadcastChannel(CHANNEL);
  return new Promise((resolve) => {
    channel.addEventListener('message', ({ data }: MessageEvent<Question | Answer>) => {
      if ('ask' in data) return;
      channel.close();
      resolve(data);
    });
    channel.postMessage(question);
  });
}

/** Milliseconds of one derivation. */
async function timeDerivation(passphrase: string): Promise<number> {
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const start = performance.now();
  await deriveHere(passphrase, { ...CURRENT_PARAMETERS, salt });
  return performance.now() - start;
}

export interface BenchTools {
  seedClients: typeof seedClients;
  timeDerivation: typeof timeDerivation;
  timeMatches: typeof timeMatches;
  isRead: typeof isRead;
  forgetRead: typeof forgetRead;
  /** Comes back at once; the looking goes on. */
  watchWaits: () => void;
  stopWatching: typeof stopWatching;
  askWorker: typeof askWorker;
}

const bench: BenchTools = {
  seedClients,
  timeDerivation,
  timeMatches,
  isRead,
  forgetRead,
  watchWaits: () => {
    void watchWaits('list');
    void watchWaits('row');
  },
  stopWatching,
  askWorker,
};
Object.assign(globalThis, { bench });
