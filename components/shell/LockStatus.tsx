import { t } from '../../lib/i18n/catalogues/shared.ts';
import type { VaultState } from '../../lib/messaging/messages.ts';
import { send } from '../../lib/messaging/send.ts';
import { IconButton } from '../kit/Button.tsx';
import { Icon } from '../kit/Icon.tsx';
import styles from './LockStatus.module.css';

/**
 * Locked or Unlocked, and a button to lock. It comes and changes its width once the background has answered: put it
 * before Refresh, which must not move from under the pointer.
 */
export function LockStatus({ vault }: { vault: VaultState | null }) {
  if (!vault?.exists) return null;
  return (
    <span className={styles.lock}>
      {!vault.unlocked && <Icon name="lock" />}
      <span role="status">{vault.unlocked ? t('unlocked') : t('locked')}</span>
      {vault.unlocked && (
        <IconButton
          label={t('action.lock-now')}
          icon="unlock"
          size="sm"
          onClick={() => void send('vault.lock', {})}
        />
      )}
    </span>
  );
}
