import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { ClientDetails } from '../../../components/clients/ClientDetails.tsx';
import { LateActions } from '../../../components/clients/LateActions.tsx';
import { StatusBadge } from '../../../components/clients/StatusBadge.tsx';
import type { ClientActions } from '../../../components/clients/use-client-actions.ts';
import type { ListedClient } from '../../../components/clients/use-client-list.ts';
import { Button, IconButton } from '../../../components/kit/Button.tsx';
import { classNames } from '../../../components/kit/class-names.ts';
import { SubscriptionField } from '../../../components/subscription-picker/SubscriptionField.tsx';
import type { Holders } from '../../../components/subscription-picker/subscription-options.ts';
import type { AsOf } from '../../../lib/billing/as-of.ts';
import { t as tClients } from '../../../lib/i18n/catalogues/clients.ts';
import { t } from '../../../lib/i18n/catalogues/dashboard.ts';
import { firstLink } from '../../../lib/i18n/row-face.ts';
import { rowWords } from '../../../lib/i18n/row-words.ts';
import type { ClientId } from '../../../lib/model/ids.ts';
import type { ConnectionSummary } from '../../../lib/store/db/schema.ts';
import type { PanelAction } from '../bulk/use-bulk.ts';
import { ClientHistory } from './ClientHistory.tsx';
import styles from './ClientPanel.module.css';
import { StripeLinks } from './StripeLinks.tsx';

interface PanelProps {
  row: ListedClient;
  /** In the order of the table; null: there is none. */
  previous: ClientId | null;
  next: ClientId | null;
  asOf: AsOf;
  holders: Holders;
  connections: readonly ConnectionSummary[];
  actions: ClientActions;
  onOpen: (id: ClientId) => void;
  onAction: (action: PanelAction) => void;
  onClose: () => void;
}

/** Beside the table, over it, or the whole page, as there is room. */
export function ClientPanel(props: PanelProps) {
  const { row, previous, next, asOf, holders, connections, actions, onOpen, onAction, onClose } = props;
  const { client } = row;
  const id = useId();
  const panel = useRef<HTMLElement>(null);
  const words = rowWords(row, asOf);
  const link = firstLink(client, asOf.now);

  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const inField = (event.target as HTMLElement).closest('input,textarea,select') !== null;
    if (event.key === 'Escape') {
      event.preventDefault();
      onClose();
    } else if (!inField && event.key === 'ArrowUp' && previous !== null) {
      event.preventDefault();
      onOpen(previous);
    } else if (!inField && event.key === 'ArrowDown' && next !== null) {
      event.preventDefault();
      onOpen(next);
    }
  };

  return (
    <aside ref={panel} aria-labelledby={id} tabIndex={-1} className={styles.panel} onKeyDown={onKeyDown}>
      <header className={styles.header}>
        <h2 id={id} className={styles.name}>
          <bdi>{client.name}</bdi>
        </h2>
        <span className={styles.steps}>
          <IconButton
            label={t('panel.previous')}
            icon="chevronDown"
            size="sm"
            className={styles.up ?? ''}
            disabled={previous === null}
            onClick={() => previous !== null && onOpen(previous)}
          />
          <IconButton
            label={t('panel.next')}
            icon="chevronDown"
            size="sm"
            disabled={next === null}
            onClick={() => next !== null && onOpen(next)}
          />
          <IconButton label={t('panel.close')} icon="close" size="sm" onClick={onClose} />
        </span>
      </header>
      <div className={styles.body}>
        <div className={classNames(styles.status, styles[row.status])}>
          <StatusBadge status={row.status} word={words.status} describedBy={`${id}-reason`} />
          <p id={`${id}-reason`} className={styles.reason}>
            {words.reason}
          </p>
          {row.status === 'late' && (
            <LateActions key={client.id} row={row} asOf={asOf} connections={connections} />
          )}
        </div>
        <ClientDetails key={client.id} row={row} asOf={asOf} />
        <p className={styles.next}>
          <span>{t('panel.next-billing')}</span> <strong>{words.next}</strong>
        </p>
        {words.nextWhy !== null && <p className={styles.quiet}>{words.nextWhy}</p>}
        <div className={styles.link}>
          <h3 className={styles.heading}>{t('column.subscription')}</h3>
          <SubscriptionField
            look="field"
            label={tClients('row.subscription', { client: client.name })}
            client={client}
            value={link?.link ?? null}
            valueText={link?.text ?? null}
            holders={holders}
            onPick={({ link: picked, move }) =>
              actions.rowActions.link(client.id, link?.link ?? null, picked, move)
            }
          />
        </div>
        <StripeLinks client={client} connections={connections} />
        <ClientHistory client={client} />
      </div>
      <footer className={styles.footer}>
        <Button icon="edit" onClick={() => actions.rowActions.edit(client.id)}>
          {t('panel.edit')}
        </Button>
        <Button onClick={() => onAction(client.archived ? 'restore' : 'archive')}>
          {client.archived ? t('panel.restore') : t('panel.archive')}
        </Button>
        <Button variant="danger" onClick={() => onAction('delete')}>
          {t('panel.delete')}
        </Button>
      </footer>
    </aside>
  );
}
