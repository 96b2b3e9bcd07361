import type { Mode } from './connection.ts';
import type { Permission, Permissions } from './permissions.ts';

/** What can be wrong with a text that should be a key. */
export const KEY_FORM_FAILURES = [
  'key-empty',
  'key-publishable',
  'key-webhook',
  'key-organisation',
  'key-masked',
  'key-cut-off',
  'key-malformed',
] as const;

export const PASSPHRASE_FAILURES = [
  'passphrase-empty',
  'passphrase-weak',
  'passphrase-wrong',
  'passphrase-throttled',
] as const;

export const VAULT_FAILURES = [
  /** There is no vault, and none is expected. */
  'vault-missing',
  /** A vault is expected and both copies are gone. */
  'vault-lost',
  /** Not an envelope any more, or the passphrase is right and the rest does not open. */
  'vault-damaged',
  /** Written by a newer version: left as it is. */
  'vault-newer',
  /** Key-derivation parameters outside their bounds: not derived. */
  'vault-bounds',
  /** The storage did not answer. */
  'vault-unreadable',
  'locked',
] as const;

/** Every way a read from Stripe can end badly. */
export const STRIPE_FAILURES = [
  'stripe-key-invalid',
  'stripe-key-expired',
  'stripe-key-ip',
  'stripe-permission',
  'stripe-wrong-mode',
  'stripe-rate-limited',
  'stripe-unavailable',
  'stripe-bad-answer',
  'stripe-refused',
  'offline',
  'timeout',
  'cancelled',
] as const;

export const GUARD_FAILURES = ['host-access', 'read-only-rule'] as const;

export const CONNECTION_FAILURES = ['not-connected', 'different-account', 'already-connected'] as const;

export const STORE_FAILURES = [
  'storage-full',
  /** Another page holds an older version of the database open. */
  'storage-blocked',
  'storage-newer',
  'storage-failed',
] as const;

/** Every expected failure, a closed union. lib/i18n has a sentence for each. */
export const FAILURE_CODES = [
  ...KEY_FORM_FAILURES,
  ...PASSPHRASE_FAILURES,
  ...VAULT_FAILURES,
  ...STRIPE_FAILURES,
  ...GUARD_FAILURES,
  ...CONNECTION_FAILURES,
  ...STORE_FAILURES,
  'already-running',
  'forbidden-sender',
  'bad-request',
  'unexpected',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

export type KeyFormFailureCode = (typeof KEY_FORM_FAILURES)[number];
export type StripeFailureCode = (typeof STRIPE_FAILURES)[number];
export type StoreFailureCode = (typeof STORE_FAILURES)[number];

export interface Failure {
  ok: false;
  code: FailureCode;
  /** What the sentence names. Never a secret. */
  detail?: {
    permission?: Permission;
    seconds?: number;
    accountName?: string | null;
    mode?: Mode;
    permissions?: Permissions;
  };
}
export type Result<T> = ({ ok: true } & T) | Failure;
