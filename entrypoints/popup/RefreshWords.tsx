import { lazy, Suspense } from 'react';
import { visuallyHidden } from '../../components/kit/VisuallyHidden.tsx';
import { FailureText } from '../../components/shell/FailureText.tsx';
import type { RefreshControl } from '../../components/shell/use-refresh.ts';
import { hasNews } from '../../lib/clients/refresh-news.ts';
import { t } from '../../lib/i18n/catalogues/shared.ts';
import { lastRefreshWords } from '../../lib/i18n/refresh-words.ts';
import type { RefreshState } from '../../lib/model/refresh.ts';
import type { ConnectionSummary } from '../../lib/store/db/schema.ts';

const RefreshChanges = lazy(() =>
  import('../../components/shell/RefreshChanges.tsx').then((module) => ({ default: module.RefreshChanges })),
);

interface RefreshWordsProps {
  refresh: RefreshControl;
  state: RefreshState | null;
  connections: readonly ConnectionSummary[];
}

/** What a screen reader hears of a refresh; the same is seen in the bar, the news and the notices. */
export function RefreshWords({ refresh, state, connections }: RefreshWordsProps) {
  const { failure, running } = refresh;
  return (
    <div role="status" aria-label={t('refresh.status')} className={visuallyHidden}>
      {running ? (
        <p>{t('refresh.running')}</p>
      ) : (
        <>
          {failure && (
            <p>
              <FailureText failure={failure} />
            </p>
          )}
          <p>{lastRefreshWords(connections)}</p>
          {!failure && hasNews(state) && (
            <p>
              <Suspense fallback={null}>
                <RefreshChanges state={state} />
              </Suspense>
            </p>
          )}
        </>
      )}
    </div>
  );
}
