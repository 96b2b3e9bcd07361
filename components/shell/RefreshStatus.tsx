import { lazy, Suspense } from 'react';
import { hasNews } from '../../lib/clients/refresh-news.ts';
import { t } from '../../lib/i18n/catalogues/shared.ts';
import { lastRefreshWords, progressWords } from '../../lib/i18n/refresh-words.ts';
import type { RefreshState } from '../../lib/model/refresh.ts';
import type { ConnectionSummary } from '../../lib/store/db/schema.ts';
import { Icon } from '../kit/Icon.tsx';
import { ProgressBar } from '../kit/Progress.tsx';
import { FailureText } from './FailureText.tsx';
import { PageLink } from './PageLink.tsx';
import styles from './RefreshStatus.module.css';
import type { RefreshControl } from './use-refresh.ts';

interface RefreshStatusProps {
  refresh: RefreshControl;
  state: RefreshState | null;
  connections: readonly ConnectionSummary[];
}

// Rarely needed, so it is not part of the popup's script.
const RefreshChanges = lazy(() =>
  import('./RefreshChanges.tsx').then((module) => ({ default: module.RefreshChanges })),
);

export function RefreshStatus({ refresh, state, connections }: RefreshStatusProps) {
  const { failure } = refresh;
  const progress = progressWords(state, Date.now());
  return (
    <div className={styles.status}>
      {refresh.running && <ProgressBar label={t('refresh.progress-label')} fraction={refresh.fraction} />}
      {/* Outside the status, which would read it out many times a second. */}
      {refresh.running && progress !== '' && <p className={styles.progress}>{progress}</p>}
      <div role="status" aria-label={t('refresh.status')} className={styles.words}>
        {refresh.running ? (
          <p>{t('refresh.running')}</p>
        ) : (
          <>
            {failure && (
              <p className={styles.error}>
                <Icon name="alert" size={14} />
                <span>
                  <FailureText failure={failure} />{' '}
                  {failure.code === 'host-access' && (
                    <PageLink path="options.html#stripe">{t('action.grant-access')}</PageLink>
                  )}
                </span>
              </p>
            )}
            <p>{lastRefreshWords(connections)}</p>
            {!failure && hasNews(state) && (
              <p className={styles.changes}>
                <Suspense fallback={null}>
                  <RefreshChanges state={state} />
                </Suspense>
              </p>
            )}
          </>
        )}
      </div>
    </div>
  );
}
