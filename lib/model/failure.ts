import type { Mode } from './connection.ts';
import type { Permission, Permissions } from './permissions.ts';

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
  'vault-missing',
  'vault-lost',
  /** Not an envelope, or the right passphrase opens only part of it. */
  'vault-damaged',
  /** Written by a newer version, so left alone. */
  'vault-newer',
  'vault-bounds',
  'vault-unreadable',
  /** No origin private file system, which holds what seals the vault. */
  'vault-no-files',
  'locked',
] as const;

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
  /** Stopped by our own read-only rules, so never sent. */
  'request-blocked',
  'too-many-requests',
  'offline',
  'timeout',
  'cancelled',
] as const;

export const GUARD_FAILURES = ['host-access', 'read-only-rule'] as const;

export const CONNECTION_FAILURES = [
  'not-connected',
  'different-account',
  'already-connected',
  'still-connected',
] as const;

export const STORE_FAILURES = [
  'storage-full',
  /** Another page holds an older version of the database open. */
  'storage-blocked',
  'storage-newer',
  'storage-failed',
] as const;

/** What Forget everything removes, each by itself. */
export const FORGET_PARTS = ['key', 'settings', 'database'] as const;
export type ForgetPart = (typeof FORGET_PARTS)[number];

/** Every expected failure. lib/i18n has a sentence for each. */
export const FAILURE_CODES = [
  ...KEY_FORM_FAILURES,
  ...PASSPHRASE_FAILURES,
  ...VAULT_FAILURES,
  ...STRIPE_FAILURES,
  ...GUARD_FAILURES,
  ...CONNECTION_FAILURES,
  ...STORE_FAILURES,
  'already-running',
  'forget-incomplete',
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
  /** Facts for the sentence. Never a secret. */
  detail?: {
    permission?: Permission;
    seconds?: number;
    accountName?: string | null;
    mode?: Mode;
    permissions?: Permissions;
    /** The one of several accounts that failed. */
    account?: { name: string | null; mode: Mode };
    /** What Forget everything could not remove. */
    left?: readonly ForgetPart[];
  };
}
export type Result<T> = ({ ok: true } & T) | Failure;
