import { useMemo, useRef, useState } from 'react';
import { ClientSearch, ClientStatusFilter } from '../../components/clients/ClientFilter.tsx';
import { ClientNotes } from '../../components/clients/ClientNotes.tsx';
import { ClientOverlays } from '../../components/clients/ClientOverlays.tsx';
import { EmptyPlace } from '../../components/clients/EmptyPlace.tsx';
import { MrrCard } from '../../components/clients/MrrCard.tsx';
import { OneTotalLine } from '../../components/clients/OneTotalLine.tsx';
import { useClientsData } from '../../components/clients/use-clients-data.ts';
import { useClientsScreen } from '../../components/clients/use-clients-screen.ts';
import { Button } from '../../components/kit/Button.tsx';
import { ReadFailure } from '../../components/shell/ReadFailure.tsx';
import { RefreshButton } from '../../components/shell/RefreshButton.tsx';
import { RefreshStatus } from '../../components/shell/RefreshStatus.tsx';
import { TopBar } from '../../components/shell/TopBar.tsx';
import { UnlockGate } from '../../components/shell/UnlockGate.tsx';
import type { ClientsData, ClientsResult } from '../../lib/clients/clients-data.ts';
import { type Sorting, sortClients } from '../../lib/clients/sort.ts';
import { t } from '../../lib/i18n/catalogues/clients.ts';
import styles from './App.module.css';
import { ClientTable } from './table/ClientTable.tsx';

export function App({ reading }: { reading: Promise<ClientsResult> }) {
  const { result, reload } = useClientsData(null, reading);
  if (result === null) return <main aria-busy="true" />;
  if (!result.ok) {
    return (
      <main className={styles.main}>
        <ReadFailure failure={result} reload={reload} />
      </main>
    );
  }
  return <Clients data={result.data} reload={reload} />;
}

function Clients({ data, reload }: { data: ClientsData; reload: () => Promise<void> }) {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const screen = useClientsScreen(data, reload);
  const { vault, refresh, list, search, actions, hasClients } = screen;
  const { rows, now } = list;
  const sorted = useMemo(() => (sorting ? sortClients(rows, sorting, now) : rows), [rows, sorting, now]);

  return (
    <div ref={scroller} className={styles.page}>
      <header className={styles.hero}>
        <div className={styles.column}>
          <TopBar vault={vault} dashboard={false} />
          <div className={styles.figures}>
            <MrrCard
              mrr={list.mrr}
              unknown={list.figures.unknown}
              action={<RefreshButton refresh={refresh} />}
              foot={<OneTotalLine mrr={list.mrr} now={now} />}
            />
            <RefreshStatus refresh={refresh} state={data.refresh} connections={data.view.connections} />
          </div>
        </div>
      </header>
      <main className={styles.main}>
        <UnlockGate refresh={refresh} />
        <ClientNotes actions={actions} />
        {hasClients && (
          <div className={styles.controls}>
            <div className={styles.search}>
              <ClientSearch value={search.query} onValueChange={search.setQuery} />
            </div>
            <ClientStatusFilter value={search.filter} counts={list.counts} onValueChange={search.setFilter} />
            <Button variant="primary" icon="plus" onClick={actions.add}>
              {t('add-client')}
            </Button>
          </div>
        )}
        {rows.length === 0 ? (
          <EmptyPlace screen={screen} />
        ) : (
          <ClientTable
            rows={sorted}
            asOf={list.asOf}
            holders={list.holders}
            actions={actions.rowActions}
            sorting={sorting}
            onSort={setSorting}
            scroller={scroller}
          />
        )}
      </main>
      <ClientOverlays screen={screen} />
    </div>
  );
}
