import { type ClientDigest, linksOf } from '../billing/digest.ts';
import type { ClientRecord } from '../model/client.ts';
import { type Link, linkKey } from '../model/ids.ts';
import type { Seconds } from '../model/units.ts';
import { type StoreResult, storeFailureCode } from '../store/db/errors.ts';
import type { Store } from '../store/db/open.ts';
import type { SubscriptionOption } from '../store/db/schema.ts';
import { changeClients } from '../store/records/bulk.ts';
import { newClient } from '../store/records/new-client.ts';
import type { ClientChange } from '../store/records/undo-stack.ts';
import { readOptionsView } from '../store/views/read.ts';

export type OneClientPer = 'customer' | 'subscription';

/** Subscriptions that none of the clients has. None that has ended. @param clients all, archived ones included */
export async function readUnlinked(
  store: Store,
  clients: readonly ClientDigest[],
): Promise<SubscriptionOption[]> {
  return unlinkedAmong(await readOptions(store), linkedKeys(clients.map(linksOf)));
}

export function unlinkedAmong(
  options: readonly SubscriptionOption[],
  linked: { has(key: string): boolean },
): SubscriptionOption[] {
  return options.filter((option) => !linked.has(linkKey(linkOf(option))));
}

/** The first payment of an incomplete subscription may never come: it becomes a client only by hand. */
export const isAddable = ({ status }: SubscriptionOption): boolean => status !== 'incomplete';

export const linkOf = ({ connectionId, id }: SubscriptionOption): Link => ({
  connectionId,
  subscriptionId: id,
});

/** For maps and sets: subscriptions with the same key become one client. */
export function clientKey(option: SubscriptionOption, per: OneClientPer): string {
  return per === 'customer' ? customerKey(option) : linkKey(linkOf(option));
}

const customerKey = ({ connectionId, customerId }: SubscriptionOption): string =>
  `${connectionId}\n${customerId}`;

export interface AddedClients {
  /** New clients. */
  added: number;
  /** Clients of the same Stripe customer that were given its other subscriptions. */
  extended: number;
  /** Chosen subscriptions that had a client by then. */
  taken: number;
  /** The entry of the undo stack; null: nothing was changed. */
  undo: string | null;
}

/**
 * Makes clients of subscriptions: all or none, and one Undo. A subscription that has a client by now is left out,
 * so doing it twice, or in two windows, adds nothing twice. Per customer, a subscription goes to the client that has
 * the customer's other subscriptions, if there is exactly one.
 * @param links null: all that are not linked, without incomplete ones
 * @param now seconds, UTC
 */
export async function addUnlinked(
  store: Store,
  { links, per, now }: { links: readonly Link[] | null; per: OneClientPer; now: Seconds },
): Promise<StoreResult<AddedClients>> {
  const options = await readOptions(store).catch(storeFailureCode);
  if (typeof options === 'string') return { ok: false, code: options };
  const wanted = links && new Set(links.map(linkKey));
  const chosen = options.filter((option) =>
    wanted ? wanted.has(linkKey(linkOf(option))) : isAddable(option),
  );
  let taken = 0;
  let changes: readonly ClientChange[] = [];
  const done = await changeClients(store, {
    action: 'add',
    now,
    plan: (byId) => {
      const clients = [...byId.values()];
      const free = unlinkedAmong(chosen, linkedKeys(clients.map(({ links: held }) => held)));
      taken = wanted ? chosen.length - free.length : 0;
      const holders = per === 'customer' ? holdersByCustomer(clients, options) : null;
      changes = planClients(free, { per, holders, now });
      return { changes: [...changes], left: taken };
    },
  });
  if (!done.ok) return done;
  const added = changes.filter(({ before }) => before === null).length;
  return { ok: true, added, extended: changes.length - added, taken, undo: done.undo };
}

function planClients(
  free: readonly SubscriptionOption[],
  context: {
    per: OneClientPer;
    /** Clients by `customerKey`; null: subscriptions are not put together. */
    holders: ReadonlyMap<string, readonly ClientRecord[]> | null;
    now: Seconds;
  },
): ClientChange[] {
  const { per, holders, now } = context;
  const groups = new Map<string, SubscriptionOption[]>();
  for (const option of free) {
    const key = clientKey(option, per);
    const group = groups.get(key);
    if (group) group.push(option);
    else groups.set(key, [option]);
  }
  return [...groups].map(([key, group]): ClientChange => {
    const [holder, ...others] = holders?.get(key) ?? [];
    if (!holder || others.length > 0) return { before: null, after: clientOf(group, now) };
    return { before: holder, after: { ...holder, links: [...holder.links, ...group.map(linkOf)] } };
  });
}

/** The longest text of a field, as in the form. */
const MAX_TEXT = 500;

function clientOf(group: readonly SubscriptionOption[], now: Seconds): ClientRecord {
  const inOrder = [...group].sort(
    (a, b) => Number(a.status !== 'active') - Number(b.status !== 'active') || startOf(a) - startOf(b),
  );
  const [first] = inOrder;
  const products = new Set(inOrder.map(({ product }) => product).filter(Boolean));
  return newClient(
    {
      name: clip(first?.customer ?? ''),
      email: clip(first?.email ?? ''),
      service: clip([...products].join(', ')),
      links: inOrder.map(linkOf),
    },
    now,
  );
}

const startOf = ({ startDate }: SubscriptionOption): number => startDate ?? Number.MAX_SAFE_INTEGER;
const clip = (text: string): string => text.slice(0, MAX_TEXT);

/** The clients that have a subscription of a customer; archived ones are not touched. */
function holdersByCustomer(
  clients: readonly ClientRecord[],
  options: readonly SubscriptionOption[],
): Map<string, ClientRecord[]> {
  const customers = new Map(options.map((option) => [linkKey(linkOf(option)), customerKey(option)]));
  const holders = new Map<string, ClientRecord[]>();
  for (const client of clients) {
    if (client.archivedAt !== null) continue;
    const own = new Set(client.links.flatMap((link) => customers.get(linkKey(link)) ?? []));
    for (const customer of own) holders.set(customer, [...(holders.get(customer) ?? []), client]);
  }
  return holders;
}

/** @param links of each client */
export const linkedKeys = (links: readonly (readonly Link[])[]): Set<string> =>
  new Set(links.flatMap((held) => held.map(linkKey)));

async function readOptions(store: Store): Promise<readonly SubscriptionOption[]> {
  const view = await readOptionsView(store);
  if (view) return view.options;
  const { rebuildViews } = await import('../store/views/compute.ts');
  return (await rebuildViews(store)).options.options;
}
