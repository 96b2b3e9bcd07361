import type { Failure } from '../model/failure.ts';

export interface FailedRefresh {
  failure: Failure;
  /** Milliseconds since 1970, as all times here. */
  at: number;
}

export interface Circumstances {
  /** When the browser came online, or was first seen so; null: it is offline. */
  onlineSince: number | null;
  hasKey: boolean;
  /** null: none yet. */
  lastDone: number | null;
}

/** The failure of a refresh while its cause lasts; null: it is over. */
export function lastingFailure(
  failed: FailedRefresh | null,
  { onlineSince, hasKey, lastDone }: Circumstances,
): Failure | null {
  if (failed === null) return null;
  const { failure, at } = failed;
  if (lastDone !== null && lastDone > at) return null;
  // Refreshing again is one click; whether Stripe can be reached now is not known before.
  if (failure.code === 'offline' && onlineSince !== null && onlineSince > at) return null;
  if (failure.code === 'not-connected' && hasKey) return null;
  return failure;
}
