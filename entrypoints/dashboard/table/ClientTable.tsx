import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { Figure } from '../../../components/clients/Figure.tsx';
import { StatusBadge } from '../../../components/clients/StatusBadge.tsx';
import type { RowActions } from '../../../components/clients/use-client-actions.ts';
import type { ListedClient } from '../../../components/clients/use-client-list.ts';
import { IconButton } from '../../../components/kit/Button.tsx';
import { Icon } from '../../../components/kit/Icon.tsx';
import { Table } from '../../../components/kit/Table.tsx';
import { useWindow } from '../../../components/kit/use-window.ts';
import { VisuallyHidden } from '../../../components/kit/VisuallyHidden.tsx';
import { SubscriptionField } from '../../../components/subscription-picker/SubscriptionField.tsx';
import type { Holders } from '../../../components/subscription-picker/subscription-options.ts';
import type { AsOf } from '../../../lib/billing/as-of.ts';
import { clientSince, subscriptionAmounts } from '../../../lib/billing/client-figures.ts';
import { COLUMNS, type Column, type Sorting } from '../../../lib/clients/sort.ts';
import { amountPartsWords } from '../../../lib/i18n/amount-words.ts';
import { t as tClients } from '../../../lib/i18n/catalogues/clients.ts';
import { t } from '../../../lib/i18n/catalogues/dashboard.ts';
import { formats, NOT_KNOWN } from '../../../lib/i18n/formats.ts';
import { firstLink, rowLabel, rowWords } from '../../../lib/i18n/row-words.ts';
import styles from './ClientTable.module.css';

const FIGURES: ReadonlySet<Column> = new Set<Column>(['amount', 'monthly', 'next', 'since']);

/** Pixels; cells don't wrap. */
const ROW = 49;

interface ClientTableProps {
  rows: readonly ListedClient[];
  asOf: AsOf;
  holders: Holders;
  actions: RowActions;
  sorting: Sorting | null;
  onSort: (sorting: Sorting) => void;
  scroller: RefObject<HTMLElement | null>;
}

/** A real table; two tall gaps stand in for rows off screen. */
export function ClientTable({ rows, asOf, holders, actions, sorting, onSort, scroller }: ClientTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [margin, setMargin] = useState(0);
  useEffect(() => {
    const outer = scroller.current;
    if (!body.current || !outer) return;
    setMargin(body.current.getBoundingClientRect().top - outer.getBoundingClientRect().top + outer.scrollTop);
  }, [scroller]);
  const keyOf = useCallback((index: number) => rows[index]?.client.id ?? String(index), [rows]);
  const view = useWindow({ count: rows.length, keyOf, estimate: ROW, scroller, margin, overscan: 8 });
  const first = view.rows[0];
  const last = view.rows.at(-1);
  const below = last ? view.total - last.start - ROW : 0;

  return (
    <div className={styles.frame}>
      <Table name={tClients('list')} look="framed" className={styles.table} aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {COLUMNS.map((column) => (
              <th
                key={column}
                scope="col"
                className={FIGURES.has(column) ? styles.figure : undefined}
                aria-sort={
                  sorting?.column !== column ? undefined : sorting.descending ? 'descending' : 'ascending'
                }
              >
                <button
                  type="button"
                  className={styles.sort}
                  onClick={() =>
                    onSort({ column, descending: sorting?.column === column ? !sorting.descending : false })
                  }
                >
                  {t(`column.${column}`)}
                  <span className={sorting?.column === column ? styles.shown : styles.hidden}>
                    <span className={sorting?.descending ? undefined : styles.up}>
                      <Icon name="chevronDown" size={12} />
                    </span>
                  </span>
                </button>
              </th>
            ))}
            <th scope="col">
              <VisuallyHidden>{t('column.edit')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        {first && first.start > 0 && <Gap height={first.start} />}
        <tbody ref={body}>
          {view.rows.map(({ index, key }) => {
            const row = rows[index];
            return row && <Row key={key} index={index} {...{ row, asOf, holders, actions }} />;
          })}
        </tbody>
        {below > 0 && <Gap height={below} />}
      </Table>
    </div>
  );
}

function Gap({ height }: { height: number }) {
  return (
    <tbody aria-hidden="true">
      <tr>
        <td colSpan={COLUMNS.length + 1} className={styles.gap} style={{ height }} />
      </tr>
    </tbody>
  );
}

function Row({
  index,
  row,
  asOf,
  holders,
  actions,
}: { index: number; row: ListedClient } & Pick<ClientTableProps, 'asOf' | 'holders' | 'actions'>) {
  const { client } = row;
  const words = rowWords(row, asOf);
  const link = firstLink(client, asOf.now);
  const since = clientSince(client);
  const amounts = client.links.map((each) => amountPartsWords(subscriptionAmounts(each, asOf.now)));
  return (
    <tr aria-rowindex={index + 2} aria-label={rowLabel(row)}>
      <th scope="row" className={styles.name}>
        <bdi title={client.name}>{client.name}</bdi>
      </th>
      <td>
        <span title={words.reason}>
          <StatusBadge status={row.status} word={words.status} describedBy={`reason-${client.id}`} />
          <VisuallyHidden id={`reason-${client.id}`}>{words.reason}</VisuallyHidden>
        </span>
      </td>
      <td className={styles.text} dir="auto">
        {client.type}
      </td>
      <td className={styles.text} dir="auto">
        {client.service}
      </td>
      <td className={styles.figure} title={amounts.join(' + ') || undefined}>
        {amounts.join(' + ') || NOT_KNOWN}
      </td>
      <td className={styles.strong}>
        <Figure text={words.monthly} why={words.monthlyWhy} id={`monthly-${client.id}`} />
      </td>
      <td className={styles.figure}>
        <Figure text={words.next} why={words.nextWhy} id={`next-${client.id}`} />
      </td>
      <td className={styles.figure}>{since === null ? NOT_KNOWN : formats.day(since)}</td>
      <td>
        <SubscriptionField
          look="quiet"
          label={tClients('row.subscription', { client: client.name })}
          client={client}
          value={link?.link ?? null}
          valueText={link?.text ?? null}
          holders={holders}
          onPick={(next) => actions.link(client.id, link?.link ?? null, next)}
        />
      </td>
      <td className={styles.tools}>
        <IconButton
          label={tClients('row.edit', { client: client.name })}
          icon="edit"
          size="sm"
          onClick={() => actions.edit(client.id)}
        />
        <IconButton
          label={tClients('row.delete', { client: client.name })}
          icon="trash"
          size="sm"
          danger
          onClick={() => actions.remove(client.id)}
        />
      </td>
    </tr>
  );
}
