import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { ClientSearch, ClientStatusFilter } from '../../components/clients/ClientFilter.tsx';
import { ClientList } from '../../components/clients/ClientList.tsx';
import { ClientRow } from '../../components/clients/ClientRow.tsx';
import { EmptyList, FirstRun, NoMatch } from '../../components/clients/EmptyStates.tsx';
import { MrrCard } from '../../components/clients/MrrCard.tsx';
import { UndoBar } from '../../components/clients/UndoBar.tsx';
import { useClientActions } from '../../components/clients/use-client-actions.tsx';
import { useClientList } from '../../components/clients/use-client-list.ts';
import { useClientsPage } from '../../components/clients/use-clients-page.ts';
import { Alert } from '../../components/kit/Alert.tsx';
import { Button } from '../../components/kit/Button.tsx';
import { Spinner } from '../../components/kit/Progress.tsx';
import { RefreshButton, RefreshStatus } from '../../components/shell/RefreshControl.tsx';
import { TopBar } from '../../components/shell/TopBar.tsx';
import { UnlockGate } from '../../components/shell/UnlockGate.tsx';
import { useRefresh } from '../../components/shell/use-refresh.ts';
import { useVault } from '../../components/shell/use-vault.ts';
import { systemCalendar } from '../../lib/billing/calendar.ts';
import type { ClientsPage, ClientsPageResult } from '../../lib/clients/clients-page.ts';
import type { StatusFilter } from '../../lib/clients/order.ts';
import { failureWords } from '../../lib/i18n/failure-words.ts';
import {
  changesWords,
  lastRefreshWords,
  progressWords,
  refreshErrorWords,
} from '../../lib/i18n/refresh-words.ts';
import { rowLabel } from '../../lib/i18n/row-words.ts';
import styles from './App.module.css';

interface AppProps {
  first: ClientsPageResult | null;
  reading: Promise<ClientsPageResult>;
}

export function App({ first, reading }: AppProps) {
  const { result, reload } = useClientsPage(first, reading);
  if (result === null) {
    return (
      <main className={styles.blank}>
        <Spinner size={24} />
        <p>Loading your clients…</p>
      </main>
    );
  }
  if (!result.ok) {
    return (
      <main className={styles.blank}>
        <Alert actions={<Button onClick={() => void reload()}>Try again</Button>}>
          {failureWords(result)}
        </Alert>
      </main>
    );
  }
  return <Clients page={result.page} reload={reload} />;
}

/** Height of a closed row. */
const ROW = 82;

function Clients({ page, reload }: { page: ClientsPage; reload: () => Promise<void> }) {
  const [calendar] = useState(systemCalendar);
  const [query, setQuery] = useState('');
  const [filter, setFilter] = useState<StatusFilter>('all');
  const scroller = useRef<HTMLDivElement>(null);
  const header = useRef<HTMLElement>(null);
  const vault = useVault();
  const refresh = useRefresh(page.refresh, reload, vault);
  const list = useClientList(page, calendar, query, filter);
  const clients = useClientActions(page.store, list.mrr[0]?.currency ?? 'usd', list.holders);
  useFittingSize();
  useHiddenTop(scroller, header);

  const { connections } = page.view;
  const connected = connections.some((connection) => connection.connected);
  const none = list.figures.rows.length === 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed or chosen is the occasion
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [query, filter]);

  return (
    <div ref={scroller} className={styles.page}>
      <header ref={header} className={styles.header}>
        <div className={styles.hero}>
          <div className={styles.column}>
            <TopBar vault={vault.vault} />
            <MrrCard
              mrr={list.mrr}
              unknown={list.figures.unknown}
              action={<RefreshButton refresh={refresh} />}
            />
            <RefreshStatus
              refresh={refresh}
              progress={progressWords(page.refresh, Date.now())}
              last={lastRefreshWords(connections)}
              changes={changesWords(page.refresh)}
              error={refreshErrorWords(refresh.failure, page.refresh)}
            />
          </div>
        </div>
        {!none && (
          <div className={styles.controls}>
            <div className={styles.column}>
              <div className={styles.search}>
                <ClientSearch value={query} onValueChange={setQuery} />
                <Button variant="primary" icon="plus" onClick={clients.add}>
                  Add Client
                </Button>
              </div>
              <ClientStatusFilter value={filter} counts={list.counts} onValueChange={setFilter} />
            </div>
          </div>
        )}
      </header>
      <main className={styles.column}>
        <div className={styles.notes}>
          <UnlockGate refresh={refresh} />
          {clients.notes}
        </div>
        {none && connections.length === 0 && <FirstRun onAdd={clients.add} />}
        {none && connections.length > 0 && <EmptyList connected={connected} onAdd={clients.add} />}
        {!none && list.rows.length === 0 && (
          <NoMatch
            query={query}
            onClear={() => {
              setQuery('');
              setFilter('all');
            }}
          />
        )}
        {list.rows.length > 0 && (
          <div className={styles.list}>
            <ClientList rows={list.rows} scroller={scroller} estimate={ROW} labelOf={rowLabel}>
              {(row) => (
                <ClientRow
                  row={row}
                  asOf={list.asOf}
                  holders={list.holders}
                  open={clients.opened.has(row.client.id)}
                  actions={clients.rowActions}
                />
              )}
            </ClientList>
          </div>
        )}
      </main>
      {clients.dialog}
      <UndoBar name={clients.deleted} onUndo={clients.undo} onDismiss={clients.forgetDeleted} />
    </div>
  );
}

/** How long a browser takes to settle the size of a popup. In milliseconds. */
const SETTLED = 400;

/** A popup that gets less room than it asks for (zoom, a small screen) takes what there is, and scrolls inside. */
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

/** What gets the focus must not hide behind the header that stays in place. */
function useHiddenTop(
  scroller: React.RefObject<HTMLElement | null>,
  header: React.RefObject<HTMLElement | null>,
): void {
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
