import type { PaymentStatus } from './client.ts';
import type { Failure } from './failure.ts';
import { MS_PER_MINUTE } from './units.ts';

/** Times in milliseconds since 1970. */
export interface RefreshState {
  phase: 'idle' | 'running' | 'done' | 'failed' | 'cancelled';
  startedAt: number;
  endedAt: number | null;
  /** 0 to 1; null if unknown. */
  fraction: number | null;
  objectsRead: number;
  requests: number;
  failure: Failure | null;
  changes: Change[];
  /** Subscriptions that refreshes had missed since the last full read; absent: not checked. */
  drift?: number;
  /** Subscriptions and invoices from Stripe that could not be read; absent: none. */
  unreadable?: number;
}

export type Change =
  | { kind: 'status'; client: string; from: PaymentStatus; to: PaymentStatus }
  | { kind: 'amount'; client: string; currency: string; difference: number }
  | { kind: 'missing'; client: string }
  | { kind: 'reminder'; client: string };

/** How long a refresh requested while locked waits for the passphrase. */
export const REFRESH_WISH_MS = 5 * MS_PER_MINUTE;
