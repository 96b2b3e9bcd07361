import { lazy, type RefObject, Suspense, useEffect, useLayoutEffect, useRef } from 'react';
import { ClientSearch, ClientStatusFilter } from '../../components/clients/ClientFilter.tsx';
import { ClientList } from '../../components/clients/ClientList.tsx';
import { ClientOverlays } from '../../components/clients/ClientOverlays.tsx';
import { ClientRow } from '../../components/clients/ClientRow.tsx';
import { EmptyPlace } from '../../components/clients/EmptyPlace.tsx';
import { MrrCard } from '../../components/clients/MrrCard.tsx';
import type { ClientActions } from '../../components/clients/use-client-actions.ts';
import { useClientsData } from '../../components/clients/use-clients-data.ts';
import { useClientsScreen } from '../../components/clients/use-clients-screen.ts';
import { Button } from '../../components/kit/Button.tsx';
import { Spinner } from '../../components/kit/Progress.tsx';
import { RefreshButton } from '../../components/shell/RefreshButton.tsx';
import { RefreshStatus } from '../../components/shell/RefreshStatus.tsx';
import { TopBar } from '../../components/shell/TopBar.tsx';
import { UnlockGate } from '../../components/shell/UnlockGate.tsx';
import type { ClientsData, ClientsResult } from '../../lib/clients/clients-data.ts';
import { t } from '../../lib/i18n/catalogues/clients.ts';
import { rowLabel } from '../../lib/i18n/row-words.ts';
import styles from './App.module.css';

// Not part of the first screen, so not part of its script.
const ClientNotes = lazy(() =>
  import('../../components/clients/ClientNotes.tsx').then((module) => ({ default: module.ClientNotes })),
);
const ReadFailure = lazy(() =>
  import('../../components/shell/ReadFailure.tsx').then((module) => ({ default: module.ReadFailure })),
);

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

/** Pixels. */
const ROW = 82;

function Clients({ data, reload }: { data: ClientsData; reload: () => Promise<void> }) {
  const scroller = useRef<HTMLDivElement>(null);
  const header = useRef<HTMLElement>(null);
  const screen = useClientsScreen(data, reload);
  const { vault, refresh, list, search, actions, hasClients } = screen;
  const { query, filter } = search;
  useFittingSize();
  useHiddenTop(scroller, header);
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls up whenever the search or the filter changes
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [query, filter]);

  return (
    <div ref={scroller} className={styles.page}>
      <header ref={header} className={styles.header}>
        <div className={styles.hero}>
          <div className={styles.column}>
            <TopBar vault={vault} />
            <MrrCard
              mrr={list.mrr}
              unknown={list.figures.unknown}
              action={<RefreshButton refresh={refresh} />}
            />
            <RefreshStatus refresh={refresh} state={data.refresh} connections={data.view.connections} />
          </div>
        </div>
        {hasClients && (
          <div className={styles.controls}>
            <div className={styles.column}>
              <div className={styles.search}>
                <ClientSearch value={query} onValueChange={search.setQuery} />
                <Button variant="primary" icon="plus" onClick={actions.add}>
                  {t('add-client')}
                </Button>
              </div>
              <ClientStatusFilter value={filter} counts={list.counts} onValueChange={search.setFilter} />
            </div>
          </div>
        )}
      </header>
      <main className={styles.column}>
        <div className={styles.notes}>
          <UnlockGate refresh={refresh} />
          {hasClientNotes(actions) && (
            <Suspense fallback={null}>
              <ClientNotes actions={actions} />
            </Suspense>
          )}
        </div>
        {list.rows.length === 0 ? (
          <EmptyPlace screen={screen} />
        ) : (
          <div className={styles.list}>
            <ClientList rows={list.rows} scroller={scroller} estimate={ROW} labelOf={rowLabel}>
              {(row) => (
                <ClientRow
                  row={row}
                  asOf={list.asOf}
                  holders={list.holders}
                  open={actions.opened.has(row.client.id)}
                  actions={actions.rowActions}
                />
              )}
            </ClientList>
          </div>
        )}
      </main>
      <ClientOverlays screen={screen} />
    </div>
  );
}

const hasClientNotes = ({ failure, unsaved }: ClientActions) => failure !== null || unsaved !== null;

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

/** Keeps focused elements from hiding behind the sticky header. */
function useHiddenTop(scroller: RefObject<HTMLElement | null>, header: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = header.current;
    if (!element) return;
    const watch = new ResizeObserver(() => {
      const sticky = getComputedStyle(element).position === 'sticky';
      scroller.current?.style.setProperty('--hidden-top', `${sticky ? element.offsetHeight : 0}px`);
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [scroller, header]);
}
