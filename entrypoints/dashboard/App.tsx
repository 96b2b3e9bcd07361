import { useMemo, useRef, useState } from 'react';
import { Alert } from '../../components/Alert.tsx';
import { Button } from '../../components/Button.tsx';
import { ClientSearch, ClientStatusFilter } from '../../components/ClientFilter.tsx';
import type { StatusFilter } from '../../components/client-order.ts';
import { type Sorting, sortClients } from '../../components/client-sort.ts';
import type { ClientsPage, ClientsPageResult } from '../../components/clients-page.ts';
import { EmptyList, FirstRun, NoMatch } from '../../components/EmptyStates.tsx';
import { MrrCard } from '../../components/MrrCard.tsx';
import { RefreshButton, RefreshStatus } from '../../components/RefreshControl.tsx';
import {
  changesWords,
  lastRefreshWords,
  progressWords,
  refreshErrorWords,
} from '../../components/refresh-words.ts';
import { TopBar } from '../../components/TopBar.tsx';
import { UndoBar } from '../../components/UndoBar.tsx';
import { UnlockGate } from '../../components/UnlockGate.tsx';
import { useClientActions } from '../../components/use-client-actions.tsx';
import { useClientList } from '../../components/use-client-list.ts';
import { useClientsPage } from '../../components/use-clients-page.ts';
import { useRefresh } from '../../components/use-refresh.ts';
import { useVault } from '../../components/use-vault.ts';
import { systemCalendar } from '../../lib/billing/calendar.ts';
import { failureWords } from '../../lib/i18n/words.ts';
import styles from './App.module.css';
import { ClientTable } from './ClientTable.tsx';

export function App({ reading }: { reading: Promise<ClientsPageResult> }) {
  const { result, reload } = useClientsPage(null, reading);
  if (result === null) return <main aria-busy="true" />;
  if (!result.ok) {
    return (
      <main className={styles.main}>
        <Alert actions={<Button onClick={() => void reload()}>Try again</Button>}>
          {failureWords(result)}
        </Alert>
      </main>
    );
  }
  return <Clients page={result.page} reload={reload} />;
}

function Clients({ page, reload }: { page: ClientsPage; reload: () => Promise<void> }) {
  const [calendar] = useState(systemCalendar);
  const [query, setQuery] = useState('');
  const [filter, setFilter] = useState<StatusFilter>('all');
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const vault = useVault();
  const refresh = useRefresh(page.refresh, reload, vault);
  const list = useClientList(page, calendar, query, filter);
  const clients = useClientActions(page.store, list.mrr[0]?.currency ?? 'usd', list.holders);
  const { rows, now } = list;
  const sorted = useMemo(() => (sorting ? sortClients(rows, sorting, now) : rows), [rows, sorting, now]);
  const { connections } = page.view;
  const none = list.figures.rows.length === 0;

  return (
    <div ref={scroller} className={styles.page}>
      <header className={styles.hero}>
        <div className={styles.column}>
          <TopBar vault={vault.vault} dashboard={false} />
          <div className={styles.figures}>
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
      </header>
      <main className={styles.main}>
        <UnlockGate refresh={refresh} />
        {clients.notes}
        {none && connections.length === 0 && <FirstRun onAdd={clients.add} />}
        {none && connections.length > 0 && (
          <EmptyList connected={connections.some((c) => c.connected)} onAdd={clients.add} />
        )}
        {!none && (
          <>
            <div className={styles.controls}>
              <div className={styles.search}>
                <ClientSearch value={query} onValueChange={setQuery} />
              </div>
              <ClientStatusFilter value={filter} counts={list.counts} onValueChange={setFilter} />
              <Button variant="primary" icon="plus" onClick={clients.add}>
                Add Client
              </Button>
            </div>
            {rows.length === 0 ? (
              <NoMatch
                query={query}
                onClear={() => {
                  setQuery('');
                  setFilter('all');
                }}
              />
            ) : (
              <ClientTable
                rows={sorted}
                moment={list.moment}
                holders={list.holders}
                actions={clients.rowActions}
                sorting={sorting}
                onSort={setSorting}
                scroller={scroller}
              />
            )}
          </>
        )}
      </main>
      {clients.dialog}
      <UndoBar name={clients.deleted} onUndo={clients.undo} onDismiss={clients.forgetDeleted} />
    </div>
  );
}
