import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { ClientSearch } from '../../components/clients/ClientFilter.tsx';
import { ClientNotes } from '../../components/clients/ClientNotes.tsx';
import { ClientOverlays } from '../../components/clients/ClientOverlays.tsx';
import { EmptyPlace } from '../../components/clients/EmptyPlace.tsx';
import { useClientsScreen } from '../../components/clients/use-clients-screen.ts';
import { Button } from '../../components/kit/Button.tsx';
import { classNames } from '../../components/kit/class-names.ts';
import { RefreshStatus } from '../../components/shell/RefreshStatus.tsx';
import { UnlockGate } from '../../components/shell/UnlockGate.tsx';
import type { ClientsData } from '../../lib/clients/clients-data.ts';
import { shownColumns } from '../../lib/clients/columns.ts';
import type { Sorting } from '../../lib/clients/sort-by-column.ts';
import { t as tClients } from '../../lib/i18n/catalogues/clients.ts';
import { t } from '../../lib/i18n/catalogues/dashboard.ts';
import { DashboardBar } from './bar/DashboardBar.tsx';
import { BulkDialog } from './bulk/BulkDialog.tsx';
import { type PanelAction, useBulk } from './bulk/use-bulk.ts';
import { Cards } from './cards/Cards.tsx';
import { useOpenedClient } from './client/use-opened-client.ts';
import { ClientTable } from './table/ClientTable.tsx';
import { ColumnsDialog } from './table/ColumnsDialog.tsx';
import { SelectionBar } from './table/SelectionBar.tsx';
import { StatusFilter } from './table/StatusFilter.tsx';
import { totalsOf } from './table/totals.ts';
import { useColumnChoice } from './table/use-column-choice.ts';
import { useRowSelection } from './table/use-row-selection.ts';
import { useTableRows } from './table/use-table-rows.ts';
import { usePageWidth } from './use-page-width.ts';
import { useUnlinkedSums } from './use-unlinked-sums.ts';
import styles from './Workspace.module.css';

const ClientPanel = lazy(() =>
  import('./client/ClientPanel.tsx').then((module) => ({ default: module.ClientPanel })),
);

const UnlinkedRegion = lazy(() =>
  import('./unlinked/UnlinkedRegion.tsx').then((module) => ({ default: module.UnlinkedRegion })),
);

/** Pixels. Below this rows are as in the popup. */
const COLUMNS_FROM = 768;
/** The filter has room for money. */
const MONEY_FROM = 1180;
const PANEL = 400;

export function Workspace({ data, reload }: { data: ClientsData; reload: () => Promise<void> }) {
  const scroller = useRef<HTMLDivElement>(null);
  const screen = useClientsScreen(data, reload);
  const { vault, refresh, list, search, actions } = screen;
  const { asOf, figures } = list;
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [archived, setArchived] = useState(false);
  const { rows, ids, counts, all } = useTableRows(list, { sorting, archived, query: search.query });
  const selection = useRowSelection(ids);
  const [opened, open] = useOpenedClient();
  const unlinked = useUnlinkedSums(data, asOf.now);

  const panelRow = useMemo(
    () => (opened === null ? null : (all.find(({ client }) => client.id === opened) ?? null)),
    [opened, all],
  );
  const hasPanel = panelRow !== null;
  const width = usePageWidth();
  const narrow = width < COLUMNS_FROM;
  const [choice, setChoice] = useColumnChoice(data.store);
  const [choosing, setChoosing] = useState(false);
  const { connections } = data.view;
  const columns = useMemo(
    () =>
      shownColumns({
        width,
        panel: hasPanel,
        choice: narrow ? {} : choice,
        rows,
        accounts: connections.length,
      }),
    [width, hasPanel, choice, narrow, rows, connections],
  );
  const accountNames = useMemo(
    () => new Map(connections.map(({ id, accountName }) => [id as string, accountName ?? ''])),
    [connections],
  );

  const isWhole = !archived && rows.length === figures.rows.length;
  const totals = useMemo(
    () =>
      isWhole
        ? {
            owed: figures.overdue,
            monthly: list.mrr.map(({ currency, total: amount }) => ({ currency, amount })),
          }
        : totalsOf(rows, asOf),
    [isWhole, figures, list.mrr, rows, asOf],
  );

  // Those that exist: another window may have deleted some.
  const selected = useMemo(
    () => (selection.ids.size === 0 ? [] : all.filter(({ client }) => selection.ids.has(client.id))),
    [all, selection.ids],
  );
  const hidden = useMemo(() => {
    const shown = new Set(ids);
    return new Set(selected.filter(({ client }) => !shown.has(client.id)));
  }, [selected, ids]);
  const bulk = useBulk(data.store, (undo) => {
    selection.clear();
    actions.done(undo);
  });
  const ask = (action: PanelAction, among: typeof selected) => {
    const meant = forAction(action, among);
    bulk.ask({ action, rows: meant, hidden: meant.filter((row) => hidden.has(row)).length });
  };

  const at = opened === null ? -1 : ids.indexOf(opened);
  const close = () => {
    open(null);
    const row = scroller.current?.querySelector<HTMLElement>('tr[tabindex="0"]');
    row?.focus({ preventScroll: true });
  };
  useLetters();

  const hasMoney = width - (panelRow ? PANEL : 0) >= MONEY_FROM;
  const hasRows = all.length > 0;
  return (
    <div
      className={classNames(
        styles.frame,
        panelRow && styles.withPanel,
        selected.length > 0 && styles.selecting,
      )}
    >
      <DashboardBar vault={vault} refresh={refresh} search={hasRows && !narrow ? search : null} />
      <div ref={scroller} className={styles.page}>
        <main className={styles.main}>
          <div className={styles.block}>
            <RefreshStatus refresh={refresh} state={data.refresh} connections={connections} />
            {hasRows && narrow && <ClientSearch value={search.query} onValueChange={search.setQuery} />}
            <UnlockGate refresh={refresh} />
            <ClientNotes actions={actions} />
            {hasRows && (
              <Cards
                figures={figures}
                mrr={list.mrr}
                asOf={asOf}
                unlinked={unlinked}
                onLate={() => {
                  setArchived(false);
                  search.setFilter('late');
                }}
              />
            )}
          </div>
          {hasRows && (
            <div className={styles.controls}>
              <StatusFilter
                value={archived ? 'archived' : search.filter}
                counts={counts}
                sums={hasMoney ? { late: list.overdue, upcoming: list.due } : {}}
                onValueChange={(next) => {
                  setArchived(next === 'archived');
                  if (next !== 'archived') search.setFilter(next);
                }}
              />
              <span className={styles.tools}>
                {!narrow && <Button onClick={() => setChoosing(true)}>{t('columns.open')}</Button>}
                <Button variant="primary" icon="plus" onClick={actions.add}>
                  {tClients('add-client')}
                </Button>
              </span>
            </div>
          )}
          {rows.length === 0 ? (
            // Without clients the unlinked subscriptions are the page.
            (data.view.rows.length > 0 || connections.length === 0) && (
              <div className={styles.block}>
                <EmptyPlace screen={screen} />
              </div>
            )
          ) : (
            <ClientTable
              rows={rows}
              ids={ids}
              columns={columns}
              totals={totals}
              asOf={asOf}
              holders={list.holders}
              accountNames={accountNames}
              actions={actions.rowActions}
              sorting={sorting}
              onSort={setSorting}
              selection={selection}
              opened={opened}
              onOpen={open}
              narrow={narrow}
              scroller={scroller}
            />
          )}
          {connections.length > 0 && (
            <div className={styles.block}>
              <Suspense fallback={null}>
                <UnlinkedRegion
                  store={data.store}
                  clients={data.view.rows}
                  connections={connections}
                  onDone={(undo) => {
                    actions.done(undo);
                    // Nothing was left to do: a page that closed before it could tell has done it.
                    if (undo === null) void reload();
                  }}
                  onAddClient={actions.add}
                  empty={<EmptyPlace screen={screen} />}
                />
              </Suspense>
            </div>
          )}
        </main>
      </div>
      {selected.length > 0 && (
        <SelectionBar
          selected={selected}
          hidden={hidden.size}
          asOf={asOf}
          onAction={(action) => ask(action, selected)}
          onClear={selection.clear}
        />
      )}
      {panelRow && (
        <Suspense fallback={null}>
          <ClientPanel
            row={panelRow}
            previous={ids[at - 1] ?? null}
            next={at < 0 ? null : (ids[at + 1] ?? null)}
            asOf={asOf}
            holders={list.holders}
            connections={connections}
            actions={actions}
            onOpen={open}
            onAction={(action) => ask(action, [panelRow])}
            onClose={close}
          />
        </Suspense>
      )}
      {choosing && (
        <ColumnsDialog
          shown={columns}
          choice={choice}
          onChoice={setChoice}
          onClose={() => setChoosing(false)}
        />
      )}
      {bulk.question && (
        <BulkDialog
          question={bulk.question}
          clients={data.view.rows}
          asOf={asOf}
          busy={bulk.busy}
          failure={bulk.failure}
          onConfirm={bulk.confirm}
          onCancel={bulk.cancel}
        />
      )}
      <ClientOverlays screen={screen} undoNamed="undo" />
    </div>
  );
}

/** Archiving is for those in the list, restoring for those that are not. */
function forAction<Row extends { client: { archived: boolean } }>(action: PanelAction, rows: readonly Row[]) {
  if (action === 'archive') return rows.filter(({ client }) => !client.archived);
  return action === 'restore' ? rows.filter(({ client }) => client.archived) : [...rows];
}

/** "/" goes to the search, from a row of the table. */
function useLetters(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const onRow = event.target instanceof HTMLElement && event.target.tagName === 'TR';
      if (!onRow || event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      document.querySelector<HTMLInputElement>('input[type="search"]')?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
