/**
 * Runs in a page that is added to a copy of the extension, never in the product: fills the store by the product's own
 * functions, and derives a key as the vault does.
 */
import { type Currency, type MinorUnits, seconds } from '../../lib/billing/model.ts';
import { addClients, type ClientDraft } from '../../lib/store/clients.ts';
import { openStore } from '../../lib/store/open.ts';
import { rebuildViews } from '../../lib/store/views.ts';
import { CURRENT_PARAMETERS, deriveHere } from '../../lib/vault/derive.ts';

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
}

Object.assign(globalThis, { bench: { seedClients, timeDerivation } satisfies BenchTools });
