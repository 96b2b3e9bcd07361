import type { VaultState } from '../../../lib/messaging/messages.ts';
import {
  type Failure,
  type FailureCode,
  KEY_FORM_FAILURES,
  PASSPHRASE_FAILURES,
} from '../../../lib/model/failure.ts';

/** New with the first key, the known one while locked. */
export type PassphraseNeed = 'new' | 'unlock' | 'none';

export function passphraseNeed(
  vault: Pick<VaultState, 'exists' | 'unlocked'>,
  replacing = false,
): PassphraseNeed {
  if (!vault.exists || replacing) return 'new';
  return vault.unlocked ? 'none' : 'unlock';
}

/** Whether a new key can take the place of a vault that can't be opened. */
export const isReplaceable = (trouble: FailureCode | null): boolean =>
  trouble !== 'vault-newer' && trouble !== 'vault-no-files';

export type KeyFormField = 'key' | 'passphrase' | 'confirm';

export const MISMATCH = 'mismatch';
export interface FieldProblem {
  field: KeyFormField;
  code: FailureCode | typeof MISMATCH;
}

export interface KeyFormValues {
  key: string;
  passphrase: string;
  confirm: string;
}

/** The background judges the key's form and the passphrase's strength. */
export function checkKeyForm(values: KeyFormValues, need: PassphraseNeed): FieldProblem | null {
  if (values.key.trim() === '') return { field: 'key', code: 'key-empty' };
  if (need === 'none') return null;
  if (values.passphrase === '') return { field: 'passphrase', code: 'passphrase-empty' };
  if (need === 'new' && values.confirm !== values.passphrase) return { field: 'confirm', code: MISMATCH };
  return null;
}

const ABOUT_THE_KEY: ReadonlySet<FailureCode> = new Set<FailureCode>([
  ...KEY_FORM_FAILURES,
  'stripe-key-invalid',
  'stripe-key-expired',
  'stripe-key-ip',
  'stripe-permission',
  'stripe-wrong-mode',
  'already-connected',
]);

const ABOUT_THE_PASSPHRASE: ReadonlySet<FailureCode> = new Set<FailureCode>([
  ...PASSPHRASE_FAILURES,
  'locked',
]);

/** null: no field (the network, the browser). */
export function fieldOf(failure: Failure): Exclude<KeyFormField, 'confirm'> | null {
  if (ABOUT_THE_KEY.has(failure.code)) return 'key';
  return ABOUT_THE_PASSPHRASE.has(failure.code) ? 'passphrase' : null;
}
