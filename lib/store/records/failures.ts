import { FAILURE_CODES, type FailureCode } from '../../model/failure.ts';
import type { Store } from '../db/open.ts';
import { isObject, oneOf, timeMs } from '../shapes/guards.ts';

/** How a refresh failed. */
export interface PastFailure {
  /** Milliseconds since 1970. */
  at: number;
  code: FailureCode;
}

export const FAILURES = 'failures';
/** How many of the last failures are kept. */
const KEPT = 20;

const isCode = oneOf(FAILURE_CODES);

/** The last failures of a refresh, oldest first. */
export async function readFailures(store: Store): Promise<PastFailure[]> {
  return parseFailures((await store.get('meta', FAILURES))?.value);
}

/** The stored list with one more; what cannot be read is left out. */
export function withFailure(stored: unknown, failure: PastFailure): PastFailure[] {
  return [...parseFailures(stored), failure].slice(-KEPT);
}

function parseFailures(value: unknown): PastFailure[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) =>
    isObject(entry) && timeMs(entry.at) && isCode(entry.code) ? [{ at: entry.at, code: entry.code }] : [],
  );
}
