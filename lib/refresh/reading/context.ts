import type { SubscriptionId } from '../../model/ids.ts';
import type { Subscription } from '../../model/subscription.ts';
import type { Seconds } from '../../model/units.ts';
import type { Store } from '../../store/db/open.ts';
import type { ConnectionRecord, RunRecord } from '../../store/db/schema.ts';
import type { StripeFailure } from '../../stripe/errors.ts';
import type { StripeReader } from '../../stripe/reader.ts';

/** How far a read of an account has come. */
export interface ReadProgress {
  /** 0 to 1; null while it cannot be known. */
  fraction: number | null;
  objectsRead: number;
}

export interface ReadContext {
  store: Store;
  reader: StripeReader;
  connection: ConnectionRecord;
  /** Holds the checkpoint to resume from, and the generation to write under. */
  run: RunRecord;
  /** Subscriptions that a client is linked to: looked up by id if the list no longer has them. */
  linked: ReadonlySet<SubscriptionId>;
  /** Milliseconds since 1970. */
  now: () => number;
  /** No request starts after this time (ms since 1970): the time budget of the refresh. */
  deadline: number;
  onProgress: (progress: ReadProgress) => void;
}

/** What the commit needs to know about a complete read. */
export interface CompletedRead {
  /** 'everything': the run's generation is complete. 'changes': it holds what replaces records of the shown one. */
  kind: 'everything' | 'changes';
  /** `created` of the newest event seen; null: the key may not read events. */
  eventsPosition: Seconds | null;
  /** Ids of the events that the next change feed will list again. */
  eventsSeen: readonly string[];
  /** Linked subscriptions that Stripe does not know and that were never read. */
  absent: readonly SubscriptionId[];
  /** Renewed, and still naming the invoice of the period before. */
  awaiting: readonly SubscriptionId[];
  /** 'everything' only: all subscriptions of the run's generation; null: they have to be read from the store. */
  subscriptions: readonly Subscription[] | null;
  /** 'changes' only: subscriptions that have ended or disappeared and that nobody is linked to. */
  gone: readonly SubscriptionId[];
  /** Subscriptions that the change feed had missed since the last full read; null: not looked for. */
  drift: number | null;
}

/**
 * Reads an account into the store under the run's generation. Nothing becomes visible, whether it succeeds or fails.
 * Each page is stored together with the checkpoint, so that a read interrupted at any point can resume.
 * Resolves once nothing writes any more. Rejects with the store's error.
 */
export type ReadAccount = (
  context: ReadContext,
) => Promise<{ ok: true; read: CompletedRead } | StripeFailure>;
