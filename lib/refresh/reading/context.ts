import type { SubscriptionId } from '../../model/ids.ts';
import type { Subscription } from '../../model/subscription.ts';
import type { Seconds } from '../../model/units.ts';
import type { Store } from '../../store/db/open.ts';
import type { ConnectionRecord, RunRecord } from '../../store/db/schema.ts';
import type { StripeFailure } from '../../stripe/errors.ts';
import type { StripeReader } from '../../stripe/reader.ts';

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
  /** Milliseconds since 1970. */
  now: () => number;
  /** Nothing is asked for after this moment (ms since 1970): the time budget of the refresh. */
  deadline: number;
  onProgress: (progress: ReadProgress) => void;
}

/** What the commit has to know of a read that is complete. */
export interface WholeRead {
  /** 'everything': the run's generation is complete. 'changes': it holds what replaces records of the shown one. */
  kind: 'everything' | 'changes';
  /** `created` of the newest event seen; null: the key may not read events. */
  eventsPosition: Seconds | null;
  /** Ids of the events that the next change feed will list again. */
  eventsSeen: readonly string[];
  /** Linked subscriptions that Stripe does not know and that were never read. */
  absent: readonly SubscriptionId[];
  /** 'everything' only: all subscriptions of the run's generation; null: they have to be read from the store. */
  subscriptions: readonly Subscription[] | null;
  /** 'changes' only: subscriptions that have ended or disappeared and that nobody is linked to. */
  gone: readonly SubscriptionId[];
  /** Subscriptions that the change feed had missed since the last full read; null: not looked for. */
  drift: number | null;
}

export type AccountReadResult = { ok: true; read: WholeRead } | StripeFailure;

/**
 * Reads an account into the store under the run's generation, complete, or fails without showing anything.
 * Every page is stored together with the checkpoint, so that a read that ended anywhere goes on from there.
 * Resolves only when nothing of it writes any more. Rejects where the store does.
 */
export type AccountRead = (context: AccountReadContext) => Promise<AccountReadResult>;

/** The last known facts of a subscription that Stripe no longer has; null: it was never read. */
export async function lastKnown(
  context: Pick<AccountReadContext, 'store' | 'connection'>,
  id: SubscriptionId,
): Promise<Subscription | null> {
  const { store, connection } = context;
  const record = await store.get('subscriptions', [connection.id, connection.generation, id]);
  if (!record) return null;
  const { connectionId: _connection, generation: _generation, ...facts } = record;
  return facts;
}
