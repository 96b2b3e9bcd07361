import { t } from '../../lib/i18n/catalogues/shared.ts';
import { changesWords, lastRefreshWords, progressWords } from '../../lib/i18n/refresh-words.ts';
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

const MOST_CHANGES = 3;

export function RefreshStatus({ refresh, state, connections }: RefreshStatusProps) {
  const { failure } = refresh;
  const hasError = failure !== null || state?.phase === 'cancelled';
  const progress = progressWords(state, Date.now());
  const changes = changesWords(state);
  const more = changes.length - MOST_CHANGES;
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
            {hasError && (
              <p className={styles.error}>
                <Icon name="alert" size={14} />
                <span>
                  {failure ? <FailureText failure={failure} /> : t('refresh.cancelled')}{' '}
                  {failure?.code === 'host-access' && (
                    <PageLink path="options.html#stripe">{t('action.grant-access')}</PageLink>
                  )}
                </span>
              </p>
            )}
            <p>{lastRefreshWords(connections)}</p>
            {!hasError && changes.length > 0 && (
              <p className={styles.changes}>
                {changes.slice(0, MOST_CHANGES).join(' ')}
                {more > 0 && ` ${t('refresh.more', { count: more })}`}
              </p>
            )}
          </>
        )}
      </div>
    </div>
  );
}
