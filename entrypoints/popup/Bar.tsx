import { lazy, Suspense } from 'react';
import { IconButton } from '../../components/kit/Button.tsx';
import { Icon } from '../../components/kit/Icon.tsx';
import { ProgressBar } from '../../components/kit/Progress.tsx';
import { PageIconLink } from '../../components/shell/PageLink.tsx';
import type { RefreshControl } from '../../components/shell/use-refresh.ts';
import { t } from '../../lib/i18n/catalogues/popup.ts';
import { t as tShared } from '../../lib/i18n/catalogues/shared.ts';
import { oldestRefresh, timeOrDay } from '../../lib/i18n/refresh-words.ts';
import type { VaultState } from '../../lib/messaging/messages.ts';
import type { RefreshState } from '../../lib/model/refresh.ts';
import type { ConnectionSummary } from '../../lib/store/db/schema.ts';
import styles from './Bar.module.css';

// Shown once the background has answered, so not part of the first screen.
const LockStatus = lazy(() =>
  import('../../components/shell/LockStatus.tsx').then((module) => ({ default: module.LockStatus })),
);

interface BarProps {
  vault: VaultState | null;
  refresh: RefreshControl;
  state: RefreshState | null;
  connections: readonly ConnectionSummary[];
}

/** Whose figures these are, and of when; what can be done about it. */
export function Bar({ vault, refresh, state, connections }: BarProps) {
  const { running } = refresh;
  const read = state?.phase === 'running' ? state.objectsRead : 0;
  return (
    <div className={styles.bar}>
      <span className={styles.mark}>
        <Icon name="plug" />
      </span>
      <div className={styles.whose}>
        <h1 className={styles.name}>
          <AccountName connections={connections} />
        </h1>
        {connections.length > 0 && (
          // Said in full by the status.
          <p className={styles.when} aria-hidden="true">
            {running ? t('reading', { read }) : whenWords(connections)}
          </p>
        )}
      </div>
      {vault?.exists && (
        <Suspense fallback={null}>
          <LockStatus vault={vault} />
        </Suspense>
      )}
      {connections.length > 0 && (
        <IconButton
          label={running ? tShared('refresh.cancel') : tShared('refresh.start')}
          icon={running ? 'close' : 'refresh'}
          onClick={({ detail }) => {
            // A double click must not cancel the refresh it just started.
            if (running && detail > 1) return;
            if (running) refresh.cancel();
            else void refresh.start();
          }}
        />
      )}
      <nav className={styles.links} aria-label={tShared('pages')}>
        <PageIconLink
          path="dashboard.html"
          label={tShared('action.open-dashboard')}
          icon="expand"
          size="sm"
        />
        <PageIconLink path="options.html" label={tShared('action.options')} icon="settings" size="sm" />
      </nav>
      {running && (
        <div className={styles.progress}>
          <ProgressBar label={tShared('refresh.progress-label')} fraction={refresh.fraction} />
        </div>
      )}
    </div>
  );
}

function whenWords(connections: readonly ConnectionSummary[]): string {
  const oldest = oldestRefresh(connections);
  return oldest === null ? t('never') : t('updated', { time: timeOrDay(oldest, Date.now()) });
}

function AccountName({ connections }: { connections: readonly ConnectionSummary[] }) {
  const [only, ...others] = connections;
  if (!only) return 'ClientPlug';
  if (others.length > 0) return t('accounts', { count: connections.length });
  return (
    <>
      <bdi>{only.accountName ?? tShared('unnamed-account')}</bdi>
      {only.mode === 'test' && <span className={styles.test}>{t('test')}</span>}
    </>
  );
}
