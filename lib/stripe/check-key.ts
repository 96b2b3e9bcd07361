import { PERMISSIONS, type Permission, type Permissions } from '../model/permissions.ts';
import type { StripeFailure } from './errors.ts';
import type { StripeReader } from './reader.ts';

/** Without this one there is nothing to show; without the others something is lost, and the page says what. */
const INDISPENSABLE: Permission = 'subscriptions';

export interface CheckedKey {
  ok: true;
  permissions: Permissions;
  /** acct_…, or null where the key may not tell. */
  accountId: string | null;
  accountName: string | null;
}

/**
 * Finds out what a key may read: one read of one object for each permission, and nothing is stored.
 * `GET /v1/account`, which most restricted keys may not read, is a best effort for id and name only.
 * A key without `subscriptions` fails as 'stripe-permission', with all that was found in `detail.permissions`;
 * a key that fails for another reason (revoked, expired, address, Stripe down) fails with that reason.
 */
export async function checkKey(
  reader: Pick<StripeReader, 'probe' | 'getAccount'>,
): Promise<CheckedKey | StripeFailure> {
  // The first alone: a wrong key then costs one request, not nine.
  const first = await reader.probe(INDISPENSABLE);
  if (!first.ok && first.code !== 'stripe-permission') return first;
  const others = PERMISSIONS.filter((name) => name !== INDISPENSABLE);
  const [account, ...probes] = await Promise.all([
    reader.getAccount(),
    ...others.map((name) => reader.probe(name)),
  ]);

  const permissions = Object.fromEntries(PERMISSIONS.map((name) => [name, false])) as Permissions;
  permissions[INDISPENSABLE] = first.ok;
  for (const [index, name] of others.entries()) {
    const probe = probes[index];
    if (!probe) continue;
    if (!probe.ok && probe.code !== 'stripe-permission') return probe;
    permissions[name] = probe.ok;
  }
  const all = [first, account, ...probes];
  if (!first.ok) return { ...first, detail: { permission: INDISPENSABLE, permissions } };
  return {
    ok: true,
    permissions,
    accountId: firstFound(all, (result) => (result.ok ? accountIdIn(result) : (result.accountId ?? null))),
    accountName: firstFound([account, ...probes], (result) => (result.ok ? result.accountName : null)),
  };
}

function accountIdIn(result: object): string | null {
  return 'accountId' in result && typeof result.accountId === 'string' ? result.accountId : null;
}

function firstFound<T>(results: readonly T[], find: (result: T) => string | null): string | null {
  for (const result of results) {
    const found = find(result);
    if (found !== null) return found;
  }
  return null;
}
