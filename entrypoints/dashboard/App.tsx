import { useMemo, useRef, useState } from 'react';
import { ClientSearch, ClientStatusFilter } from '../../components/clients/ClientFilter.tsx';
import { EmptyList, FirstRun, NoMatch } from '../../components/clients/EmptyStates.tsx';
import { MrrCard } from '../../components/clients/MrrCard.tsx';
import { UndoBar } from '../../components/clients/UndoBar.tsx';
import { useClientActions } from '../../components/clients/use-client-actions.tsx';
import { useClientList } from '../../components/clients/use-client-list.ts';
import { useClientsPage } from '../../components/clients/use-clients-page.ts';
import { Alert } from '../../components/kit/Alert.tsx';
import { Button } from '../../components/kit/Button.tsx';
import { RefreshButton, RefreshStatus } from '../../components/shell/RefreshControl.tsx';
import { TopBar } from '../../components/shell/TopBar.tsx';
import { UnlockGate } from '../../components/shell/UnlockGate.tsx';
import { useRefresh } from '../../components/shell/use-refresh.ts';
import { useVault } from '../../components/shell/use-vault.ts';
import { systemCalendar } from '../../lib/billing/calendar.ts';
import type { ClientsPage, ClientsPageResult } from '../../lib/clients/clients-page.ts';
import type { StatusFilter } from '../../lib/clients/order.ts';
import { type Sorting, sortClients } from '../../lib/clients/sort.ts';
import { failureWords } from '../../lib/i18n/failure-words.ts';
import {
  changesWords,
  lastRefreshWords,
  progressWords,
  refreshErrorWords,
} from '../../lib/i18n/refresh-words.ts';
import styles from './App.module.css';
import { ClientTable } from './table/ClientTable.tsx';

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
                asOf={list.asOf}
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
