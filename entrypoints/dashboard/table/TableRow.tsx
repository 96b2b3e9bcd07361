import { type MouseEvent, memo, type ReactNode } from 'react';
import { Figure } from '../../../components/clients/Figure.tsx';
import { StatusBadge } from '../../../components/clients/StatusBadge.tsx';
import type { RowActions } from '../../../components/clients/use-client-actions.ts';
import type { ListedClient } from '../../../components/clients/use-client-list.ts';
import { IconButton } from '../../../components/kit/Button.tsx';
import { classNames } from '../../../components/kit/class-names.ts';
import { SubscriptionField } from '../../../components/subscription-picker/SubscriptionField.tsx';
import type { Holders } from '../../../components/subscription-picker/subscription-options.ts';
import type { AsOf } from '../../../lib/billing/as-of.ts';
import type { Column } from '../../../lib/clients/columns.ts';
import { t as tClients } from '../../../lib/i18n/catalogues/clients.ts';
import { t } from '../../../lib/i18n/catalogues/dashboard.ts';
import { formats, NOT_KNOWN } from '../../../lib/i18n/formats.ts';
import { firstLink } from '../../../lib/i18n/row-face.ts';
import { rowWords } from '../../../lib/i18n/row-words.ts';
import type { ClientId } from '../../../lib/model/ids.ts';
import styles from './ClientTable.module.css';
import { cellWords } from './cell-words.ts';
import { isFigure } from './figure-columns.ts';

interface RowProps {
  index: number;
  row: ListedClient;
  columns: readonly Column[];
  asOf: AsOf;
  holders: Holders;
  accountNames: ReadonlyMap<string, string>;
  actions: RowActions;
  selected: boolean;
  /** Anything is selected, so every box shows. */
  selecting: boolean;
  onSelect: (id: ClientId, range: boolean) => void;
  opened: boolean;
  onOpen: (id: ClientId) => void;
  /** The row that Tab goes to. */
  stop: boolean;
  narrow: boolean;
}

export const TableRow = memo(function TableRow(props: RowProps) {
  const { index, row, columns, selected, selecting, onSelect, opened, onOpen, stop, narrow } = props;
  const { id, name } = row.client;
  const onClick = (event: MouseEvent<HTMLElement>) => {
    if (!(event.target instanceof Element) || event.target.closest('button,input,a')) return;
    // The end of marking text is not a click.
    if (!window.getSelection()?.isCollapsed) return;
    onOpen(id);
  };
  return (
    <tr
      data-id={id}
      tabIndex={stop ? 0 : -1}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={classNames(
        narrow ? styles.narrowRow : styles.row,
        selected && styles.selected,
        opened && styles.opened,
      )}
      onClick={onClick}
    >
      <td className={styles.select}>
        <input
          type="checkbox"
          tabIndex={-1}
          data-stop
          className={classNames(styles.box, !selecting && styles.quietBox)}
          aria-label={t('select', { client: name })}
          checked={selected}
          onChange={(event) =>
            onSelect(id, event.nativeEvent instanceof globalThis.MouseEvent && event.nativeEvent.shiftKey)
          }
        />
      </td>
      {columns.map((column) =>
        column === 'client' ? (
          <th key={column} scope="row" className={styles.client}>
            <Lines first={<NameButton name={name} onOpen={() => onOpen(id)} />} second={subtitle(row)} />
          </th>
        ) : (
          <td key={column} className={classNames(isFigure(column) && styles.figure, styles[column])}>
            <Cell {...props} column={column} />
          </td>
        ),
      )}
      <td className={styles.actions}>
        {!narrow && (
          <IconButton
            label={tClients('row.edit', { client: name })}
            icon="edit"
            size="sm"
            tabIndex={-1}
            data-stop
            onClick={() => props.actions.edit(id)}
          />
        )}
      </td>
    </tr>
  );
});

function NameButton({ name, onOpen }: { name: string; onOpen: () => void }) {
  return (
    <button type="button" tabIndex={-1} data-stop className={styles.name} onClick={onOpen}>
      <bdi title={name}>{name}</bdi>
    </button>
  );
}

/** Stripe's product, if none was typed, and the type. */
function subtitle({ client }: ListedClient): string {
  return [client.service || client.links[0]?.product, client.type].filter(Boolean).join(' · ');
}

function Lines({ first, second, id }: { first: ReactNode; second?: string; id?: string }) {
  return (
    <span className={styles.lines}>
      <span className={styles.line}>{first}</span>
      {second && (
        <span id={id} className={styles.second} title={second} dir="auto">
          {second}
        </span>
      )}
    </span>
  );
}

function Cell({ column, row, asOf, holders, accountNames, actions }: RowProps & { column: Column }) {
  const { client } = row;
  switch (column) {
    case 'payment': {
      const { status, reason } = rowWords(row, asOf);
      const { short, detail } = cellWords.payment(row, asOf);
      return (
        <Lines
          first={
            <>
              <StatusBadge status={row.status} word={status} describedBy={`reason-${client.id}`} />
              {short && <span className={styles.short}>{short}</span>}
              {detail && (
                <span id={`reason-${client.id}`} hidden>
                  {reason}
                </span>
              )}
            </>
          }
          second={detail ?? reason}
          {...(detail ? {} : { id: `reason-${client.id}` })}
        />
      );
    }
    case 'owed':
      return row.owed.map(({ amount, currency }) => (
        <span key={currency} className={styles.sum}>
          {formats.money(amount, currency)}
        </span>
      ));
    case 'monthly': {
      const { monthly, monthlyWhy } = rowWords(row, asOf);
      if (monthlyWhy !== null || row.monthly.byCurrency.length < 2)
        return <Figure text={monthly} why={monthlyWhy} id={`monthly-${client.id}`} />;
      return row.monthly.byCurrency.map(({ amount, currency }) => (
        <span key={currency} className={styles.sum}>
          {formats.money(amount, currency)}
        </span>
      ));
    }
    case 'next': {
      const { next, nextWhy } = rowWords(row, asOf);
      return <Figure text={next} why={nextWhy} id={`next-${client.id}`} />;
    }
    case 'amount': {
      const amounts = cellWords.amounts(client, asOf.now);
      if (amounts.length === 0) return NOT_KNOWN;
      return amounts.map((amount) => (
        <span key={amount} className={styles.sum}>
          {amount}
        </span>
      ));
    }
    case 'since':
      return cellWords.since(client);
    case 'account':
      return accountNames.get((client.links[0] ?? client.unread[0])?.connectionId ?? '') ?? '';
    case 'subscription': {
      const link = firstLink(client, asOf.now);
      return (
        <SubscriptionField
          look="quiet"
          label={tClients('row.subscription', { client: client.name })}
          client={client}
          value={link?.link ?? null}
          valueText={cellWords.subscription(client, asOf.now) ?? link?.text ?? null}
          holders={holders}
          onPick={(next) => actions.link(client.id, link?.link ?? null, next.link, next.move)}
        />
      );
    }
    case 'type':
    case 'service':
      return (
        <span title={client[column]} dir="auto">
          {client[column]}
        </span>
      );
    case 'client':
      return null;
  }
}
