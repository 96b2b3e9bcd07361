import { nameOf } from '../model/account-name.ts';
import type { Failure } from '../model/failure.ts';
import type { ConnectionRecord } from '../store/db/schema.ts';
import type { StopReason } from './state-publisher.ts';

interface AccountOutcome {
  connection: ConnectionRecord;
  failure: Failure | null;
}

/**
 * What a refresh of several accounts says. What ended all of it comes first, and names none; else the first failure,
 * with its account, unless all failed alike. null: none failed.
 */
export function failureOfAll(
  outcomes: readonly AccountOutcome[],
  stopReason: StopReason | null,
): Failure | null {
  const failed = outcomes.flatMap(({ connection, failure }) => (failure ? [{ connection, failure }] : []));
  const stopped = failed.find(({ failure }) => failure.code === stopReason);
  const first = stopped ?? failed[0];
  if (!first) return null;
  const isShared =
    failed.length === outcomes.length && failed.every(({ failure }) => failure.code === first.failure.code);
  if (stopped || isShared) return first.failure;
  const account = { name: nameOf(first.connection), mode: first.connection.mode };
  return { ...first.failure, detail: { ...first.failure.detail, account } };
}
