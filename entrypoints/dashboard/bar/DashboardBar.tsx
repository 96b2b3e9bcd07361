import { ClientSearch } from '../../../components/clients/ClientFilter.tsx';
import { Icon } from '../../../components/kit/Icon.tsx';
import { LockStatus } from '../../../components/shell/LockStatus.tsx';
import { PageIconLink } from '../../../components/shell/PageLink.tsx';
import { RefreshButton } from '../../../components/shell/RefreshButton.tsx';
import type { RefreshControl } from '../../../components/shell/use-refresh.ts';
import { t } from '../../../lib/i18n/catalogues/shared.ts';
import type { VaultState } from '../../../lib/messaging/messages.ts';
import styles from './DashboardBar.module.css';

interface BarProps {
  vault: VaultState | null;
  refresh: RefreshControl;
  /** null: there is nothing to search, or it has no room here. */
  search: { query: string; setQuery: (text: string) => void } | null;
}

export function DashboardBar({ vault, refresh, search }: BarProps) {
  return (
    <header className={styles.bar}>
      <h1 className={styles.brand}>
        <span className={styles.mark}>
          <Icon name="plug" />
        </span>
        <span className={styles.name}>ClientPlug</span>
      </h1>
      <div className={styles.search}>
        {search && <ClientSearch value={search.query} onValueChange={search.setQuery} />}
      </div>
      <LockStatus vault={vault} />
      <RefreshButton refresh={refresh} />
      <nav className={styles.links} aria-label={t('pages')}>
        <PageIconLink path="options.html" label={t('action.options')} icon="settings" />
      </nav>
    </header>
  );
}
