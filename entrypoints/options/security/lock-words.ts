import type { VaultState } from '../../../lib/messaging/messages.ts';
import type { LockChoice } from '../../../lib/model/vault.ts';

/** The lock in a word or two, and what that means for the user. */
export function lockWords(vault: Pick<VaultState, 'exists' | 'unlocked' | 'trouble'>): {
  state: string;
  meaning: string;
} {
  if (vault.trouble !== null) {
    return {
      state: 'Cannot be opened',
      meaning: 'The encrypted key is out of reach; Stripe above says why.',
    };
  }
  if (!vault.exists) return { state: 'No passphrase yet', meaning: 'You choose one with your first key.' };
  return vault.unlocked
    ? { state: 'Unlocked', meaning: 'Refreshing works without asking.' }
    : { state: 'Locked', meaning: 'Clients and figures can be seen; a refresh asks for the passphrase.' };
}

export const LOCK_AFTER: readonly { value: LockChoice; label: string }[] = [
  { value: '5', label: '5 minutes' },
  { value: '15', label: '15 minutes' },
  { value: '60', label: '1 hour' },
  { value: 'browser', label: 'When the browser closes' },
];

/** What "Lock with the screen" can mean in this browser. */
export function screenLockWords(screenLockKnown: boolean): string {
  return screenLockKnown
    ? 'Locks at once when the computer’s screen locks.'
    : 'Firefox does not say when the screen locks, only that nobody has used the computer for 15 minutes: then ClientPlug locks.';
}
