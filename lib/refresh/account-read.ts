import type { SubscriptionFacts, SubscriptionId } from '../billing/model.ts';
import type { Store } from '../store/open.ts';
import type { ConnectionRecord, RunRecord } from '../store/schema.ts';
import type { StripeReader } from '../stripe/client.ts';
import type { StripeFailure } from '../stripe/errors.ts';

/** What a read of an account has brought so far. */
export interface ReadProgress {
  /** 0 to 1; null while it cannot be known. */
  fraction: number | null;
  objectsRead: number;
}

export interface AccountReadContext {
  store: Store;
  reader: StripeReader;
  connection: ConnectionRecord;
  /** The checkpoint to go on from; its generation is the one to write under. */
  run: RunRecord;
  /** Subscriptions that a client is linked to: looked up by id where the list no longer has them. */
  linked: ReadonlySet<SubscriptionId>;
  onProgress: (progress: ReadProgress) => void;
}

/** 'restart': the checkpoint is of no use any more (the object at its cursor is gone); read anew. */
export type AccountReadResult = { ok: true } | { ok: false; code: 'restart' } | StripeFailure;

/**
 * Reads an account into the store under the run's generation, complete, or fails without showing anything.
 * Every page is stored together with the checkpoint, so that a read that ended anywhere goes on from there.
 */
export type AccountRead = (context: AccountReadContext) => Promise<AccountReadResult>;

/** The last known facts of a subscription that Stripe no longer has; null: it was never read. */
export async function lastKnown(
  context: Pick<AccountReadContext, 'store' | 'connection'>,
  id: SubscriptionId,
): Promise<SubscriptionFacts | null> {
  const { store, connection } = context;
  return (await store.get('subscriptions', [connection.id, connection.generation, id])) ?? null;
}
