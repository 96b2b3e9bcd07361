import { t } from '../../lib/i18n/catalogues/shared.ts';
import type { VaultState } from '../../lib/messaging/messages.ts';
import { send } from '../../lib/messaging/send.ts';
import { IconButton } from '../kit/Button.tsx';
import { Icon } from '../kit/Icon.tsx';
import { PageIconLink } from './PageLink.tsx';
import styles from './TopBar.module.css';

interface TopBarProps {
  vault: VaultState | null;
  dashboard?: boolean;
}

export function TopBar({ vault, dashboard = true }: TopBarProps) {
  return (
    <div className={styles.bar}>
      <h1 className={styles.brand}>
        <span className={styles.mark}>
          <Icon name="plug" />
        </span>
        ClientPlug
      </h1>
      <nav className={styles.links} aria-label={t('pages')}>
        {vault?.unlocked && (
          <IconButton
            label={t('action.lock-now')}
            icon="unlock"
            size="sm"
            className={styles.control ?? ''}
            onClick={() => void send('vault.lock', {})}
          />
        )}
        {dashboard && (
          <PageIconLink
            path="dashboard.html"
            label={t('action.open-dashboard')}
            icon="expand"
            className={styles.control ?? ''}
          />
        )}
        <PageIconLink
          path="options.html"
          label={t('action.options')}
          icon="settings"
          className={styles.control ?? ''}
        />
      </nav>
    </div>
  );
}
