import type { PaymentStatus } from './client.ts';
import type { Failure } from './failure.ts';
import { MS_PER_MINUTE } from './units.ts';

/** A running or ended refresh, as every page shows it. Times in milliseconds since 1970. */
export interface RefreshState {
  phase: 'idle' | 'running' | 'done' | 'failed' | 'cancelled';
  startedAt: number;
  endedAt: number | null;
  /** 0 to 1; null while it cannot be known. */
  fraction: number | null;
  objectsRead: number;
  requests: number;
  failure: Failure | null;
  /** Empty when nothing changed. */
  changes: Change[];
  /** Subscriptions that refreshes since the last full read had missed, as a full read found; absent: not looked for. */
  drift?: number;
}

/** One thing that a refresh changed for one client, named by its name. */
export type Change =
  | { kind: 'status'; client: string; from: PaymentStatus; to: PaymentStatus }
  | { kind: 'amount'; client: string; currency: string; difference: number }
  | { kind: 'missing'; client: string };

/** How long a refresh that was asked for while locked waits for the passphrase. */
export const REFRESH_WISH_MS = 5 * MS_PER_MINUTE;
