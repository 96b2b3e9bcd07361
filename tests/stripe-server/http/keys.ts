import { addressRefused, expiredKey, invalidKey, morePermissions, noKey, publishableKey } from './errors.ts';

/** The permissions of restricted keys that the server knows. */
export const PERMISSIONS = [
  'rak_subscription_read',
  'rak_customer_read',
  'rak_invoice_read',
  'rak_plan_read',
  'rak_product_read',
  'rak_coupon_read',
  'rak_event_read',
  'rak_subscription_schedule_read',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** Permissions that no restricted key can have here; `/v1/account` asks for one. */
export type UnobtainablePermission = 'rak_accounts_kyc_basic_read';

export interface ApiKey {
  key: string;
  permissions: 'all' | ReadonlySet<Permission>;
  state: 'active' | 'revoked' | 'expired' | 'ip-refused';
}

/** A key with everything, or with the listed permissions. */
export function apiKey(
  key: string,
  permissions: 'all' | Iterable<Permission> = 'all',
  state: ApiKey['state'] = 'active',
): ApiKey {
  return { key, permissions: permissions === 'all' ? 'all' : new Set(permissions), state };
}

/** A restricted key with every permission but those named. */
export function apiKeyWithout(key: string, ...missing: Permission[]): ApiKey {
  return apiKey(
    key,
    PERMISSIONS.filter((permission) => !missing.includes(permission)),
  );
}

interface KeyHolder {
  id: string;
  keys: ApiKey[];
  permissionWording: 'rak' | 'dashboard';
}

/** What a request may do, once its key is known. */
export interface Caller<Holder> {
  account: Holder;
  /** Throws Stripe's 403 where the key lacks the permission. */
  require(permission: Permission | UnobtainablePermission): void;
}

function keyFrom(authorization: string | undefined): string {
  if (!authorization) throw noKey();
  const [scheme, value = ''] = authorization.split(' ', 2);
  if (scheme?.toLowerCase() === 'bearer' && value) return value;
  if (scheme?.toLowerCase() === 'basic' && value) {
    return Buffer.from(value, 'base64').toString().split(':', 1)[0] ?? '';
  }
  throw noKey();
}

/** Finds the account that the Authorization header opens; throws Stripe's 401 or 403. */
export function authenticate<Holder extends KeyHolder>(
  accounts: readonly Holder[],
  authorization: string | undefined,
): Caller<Holder> {
  const given = keyFrom(authorization);
  if (/^pk_/.test(given)) throw publishableKey();
  for (const account of accounts) {
    const known = account.keys.find((candidate) => candidate.key === given);
    if (!known) continue;
    if (known.state === 'revoked') throw invalidKey(given);
    if (known.state === 'expired') throw expiredKey(given);
    if (known.state === 'ip-refused') throw addressRefused(given);
    return {
      account,
      require: (permission) => {
        if (known.permissions === 'all') return;
        if (permission === 'rak_accounts_kyc_basic_read' || !known.permissions.has(permission)) {
          throw morePermissions(given, account.id, permission, account.permissionWording);
        }
      },
    };
  }
  throw invalidKey(given);
}
