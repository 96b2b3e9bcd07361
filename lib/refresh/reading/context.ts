import type { SubscriptionId } from '../../model/ids.ts';
import type { Subscription } from '../../model/subscription.ts';
import type { Seconds } from '../../model/units.ts';
import type { Store } from '../../store/db/open.ts';
import type { ConnectionRecord, RunRecord } from '../../store/db/schema.ts';
import type { StripeFailure } from '../../stripe/errors.ts';
import type { StripeReader } from '../../stripe/reader.ts';

export interface ReadProgress {
  fraction: number | null;
  objectsRead: number;
}

export interface ReadContext {
  store: Store;
  reader: StripeReader;
  connection: ConnectionRecord;
  run: RunRecord;
  linked: ReadonlySet<SubscriptionId>;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Time budget: no request starts after this (milliseconds since 1970). */
  deadline: number;
  onProgress: (progress: ReadProgress) => void;
}

export interface CompletedRead {
  /** 'everything': the generation is complete. 'changes': it holds replacements for the shown one. */
  kind: 'everything' | 'changes';
  /** `created` of the newest event; null: the key may not read events. */
  eventsPosition: Seconds | null;
  /** Ids of events that the next change feed will list again. */
  eventsSeen: readonly string[];
  /** Linked subscriptions that Stripe does not know and that were never read. */
  absent: readonly SubscriptionId[];
  /** Unreadable, or renewed but still naming the previous invoice. */
  awaiting: readonly SubscriptionId[];
  /** 'everything' only; null: read them from the store. */
  subscriptions: readonly Subscription[] | null;
  /** 'changes' only: ended or missing, and not linked. */
  gone: readonly SubscriptionId[];
  /** Subscriptions the change feed missed since the last full read; null: not checked. */
  drift: number | null;
  /** Subscriptions and invoices that Stripe sent, but that can't be read. */
  unreadable: number;
}

/**
 * Reads an account into the store under the run's generation; shows nothing. Each page is stored with the
 * checkpoint, so an interrupted read can resume. Resolves once all writes have ended; rejects with the
 * store's error.
 */
export type ReadAccount = (
  context: ReadContext,
) => Promise<{ ok: true; read: CompletedRead } | StripeFailure>;
