import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { ClientSearch, ClientStatusFilter } from '../../components/clients/ClientFilter.tsx';
import { ClientList, type ListHandle } from '../../components/clients/ClientList.tsx';
import { ClientOverlays } from '../../components/clients/ClientOverlays.tsx';
import { ClientRow, ROW_HEIGHT } from '../../components/clients/ClientRow.tsx';
import { EmptyPlace } from '../../components/clients/EmptyPlace.tsx';
import { useClientsData } from '../../components/clients/use-clients-data.ts';
import { useClientsScreen } from '../../components/clients/use-clients-screen.ts';
import { Button } from '../../components/kit/Button.tsx';
import { Spinner } from '../../components/kit/Progress.tsx';
import { UnlockGate } from '../../components/shell/UnlockGate.tsx';
import type { ClientsData, ClientsResult } from '../../lib/clients/clients-data.ts';
import { hasNews } from '../../lib/clients/refresh-news.ts';
import { t } from '../../lib/i18n/catalogues/clients.ts';
import { rowLabel } from '../../lib/i18n/row-face.ts';
import type { RefreshState } from '../../lib/model/refresh.ts';
import styles from './App.module.css';
import { Bar } from './Bar.tsx';
import { RefreshWords } from './RefreshWords.tsx';
import { Summary } from './Summary.tsx';
import { useRowReasons } from './use-row-reasons.ts';

// Not part of the first screen, so not part of its script.
const ReadFailure = lazy(() =>
  import('../../components/shell/ReadFailure.tsx').then((module) => ({ default: module.ReadFailure })),
);
const News = lazy(() => import('./News.tsx'));
const Foot = lazy(() => import('./Foot.tsx'));

interface AppProps {
  first: ClientsResult | null;
  reading: Promise<ClientsResult>;
}

export function App({ first, reading }: AppProps) {
  const { result, reload } = useClientsData(first, reading);
  if (result === null) {
    return (
      <main className={styles.blank}>
        <Spinner size={24} />
        <p>{t('loading-clients')}</p>
      </main>
    );
  }
  if (!result.ok) {
    return (
      <main className={styles.blank}>
        <Suspense fallback={null}>
          <ReadFailure failure={result} reload={reload} />
        </Suspense>
      </main>
    );
  }
  return <Clients data={result.data} reload={reload} />;
}

function Clients({ data, reload }: { data: ClientsData; reload: () => Promise<void> }) {
  const scroller = useRef<HTMLElement>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const rows = useRef<ListHandle>(null);
  const screen = useClientsScreen(data, reload);
  const { vault, refresh, list, search, actions, hasClients } = screen;
  const { query, filter } = search;
  const { connections } = data.view;
  const reasonsOf = useRowReasons();
  const { news, dismissNews } = useNews(data.refresh);
  useFittingSize();
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls up whenever the search or the filter changes
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [query, filter]);
  const sums = useMemo(() => ({ late: list.overdue, upcoming: list.due }), [list.overdue, list.due]);

  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <Bar vault={vault} refresh={refresh} state={data.refresh} connections={connections} />
        <RefreshWords refresh={refresh} state={data.refresh} connections={connections} />
        <div className={styles.unlock}>
          <UnlockGate refresh={refresh} />
        </div>
        {hasClients && (
          <>
            <Summary mrr={list.mrr} overdue={list.figures.overdue} unknown={list.figures.unknown} />
            <div className={styles.filter}>
              <ClientStatusFilter
                shape="tabs"
                value={filter}
                counts={list.counts}
                sums={sums}
                onValueChange={search.setFilter}
              />
            </div>
            <div className={styles.search}>
              <ClientSearch
                field={searchField}
                value={query}
                onValueChange={search.setQuery}
                onLeave={() => rows.current?.focus()}
              />
              <Button variant="primary" icon="plus" aria-label={t('add-client')} onClick={actions.add}>
                {t('add')}
              </Button>
            </div>
          </>
        )}
      </header>
      <main ref={scroller} className={styles.scroller}>
        {news && (
          <Suspense fallback={<div className={styles.newsPlace} />}>
            <News state={news} onDismiss={dismissNews} />
          </Suspense>
        )}
        {list.rows.length === 0 ? (
          <EmptyPlace screen={screen} />
        ) : (
          <ClientList
            rows={list.rows}
            scroller={scroller}
            estimate={ROW_HEIGHT}
            labelOf={rowLabel}
            handle={rows}
          >
            {(row, active) => (
              <ClientRow
                row={row}
                asOf={list.asOf}
                holders={list.holders}
                reasonsOf={reasonsOf}
                connections={connections}
                open={actions.opened.has(row.client.id)}
                active={active}
                actions={actions.rowActions}
              />
            )}
          </ClientList>
        )}
      </main>
      <footer className={styles.footer}>
        <Suspense fallback={null}>
          <Foot screen={screen} search={searchField} />
        </Suspense>
      </footer>
      <ClientOverlays screen={screen} />
    </div>
  );
}

/** What the last refresh changed, until dismissed. It stays while the next one runs, so that no row moves. */
function useNews(state: RefreshState | null) {
  const [kept, setKept] = useState<RefreshState | null>(null);
  const [dismissed, setDismissed] = useState<number | null>(null);
  if (state?.phase === 'done' && state.endedAt !== kept?.endedAt) setKept(state);
  const isShown = kept !== null && hasNews(kept) && kept.endedAt !== dismissed;
  return { news: isShown ? kept : null, dismissNews: () => setDismissed(kept?.endedAt ?? null) };
}

/** Milliseconds until browsers settle a popup's size. */
const SETTLED = 400;

/** With less room than requested (zoom, small screens), scrolls inside. */
function useFittingSize(): void {
  useEffect(() => {
    const root = document.documentElement;
    if (root.dataset.surface !== 'popup') return;
    const settled = setTimeout(() => {
      const { innerHeight, innerWidth } = window;
      if (innerHeight < root.scrollHeight) root.style.setProperty('--page-height', `${innerHeight}px`);
      if (innerWidth < root.scrollWidth) root.style.setProperty('--page-width', `${innerWidth}px`);
    }, SETTLED);
    return () => clearTimeout(settled);
  }, []);
}
