import { t } from '../../../lib/i18n/catalogues/options.ts';
import type { VaultState } from '../../../lib/messaging/messages.ts';

export function lockWords(vault: Pick<VaultState, 'exists' | 'unlocked' | 'trouble'>): {
  state: string;
  meaning: string;
} {
  const state = stateOf(vault);
  return { state: t(`lock.${state}`), meaning: t(`lock.${state}-meaning`) };
}

function stateOf({ exists, unlocked, trouble }: Pick<VaultState, 'exists' | 'unlocked' | 'trouble'>) {
  if (trouble !== null) return 'cannot-open';
  if (!exists) return 'none';
  return unlocked ? 'unlocked' : 'locked';
}

export const screenLockWords = (screenLockKnown: boolean): string =>
  t(screenLockKnown ? 'lock.with-screen-hint' : 'lock.with-screen-hint-idle');
