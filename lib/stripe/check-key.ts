import { PERMISSIONS, type Permission, type Permissions } from '../model/permissions.ts';
import type { StripeFailure } from './errors.ts';
import type { StripeReader } from './reader.ts';

const INDISPENSABLE: Permission = 'subscriptions';

export interface CheckedKey {
  ok: true;
  permissions: Permissions;
  /** null if the key may not read it. */
  accountId: string | null;
  accountName: string | null;
}

/** One read per permission. A key without `subscriptions` fails, its findings in `detail.permissions`. */
export async function checkKey(
  reader: Pick<StripeReader, 'probe' | 'getAccount'>,
): Promise<CheckedKey | StripeFailure> {
  // One request first: a wrong key then costs one, not nine.
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
