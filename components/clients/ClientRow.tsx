import { lazy, memo, Suspense, useId } from 'react';
import type { AsOf } from '../../lib/billing/as-of.ts';
import { t } from '../../lib/i18n/catalogues/clients.ts';
import { NOT_KNOWN } from '../../lib/i18n/formats.ts';
import { firstLink, rowWords } from '../../lib/i18n/row-words.ts';
import { IconButton } from '../kit/Button.tsx';
import { classNames } from '../kit/class-names.ts';
import { Icon } from '../kit/Icon.tsx';
import { SubscriptionField } from '../subscription-picker/SubscriptionField.tsx';
import type { Holders } from '../subscription-picker/subscription-options.ts';
import styles from './ClientRow.module.css';
import { Figure } from './Figure.tsx';
import { StatusDisc, statusTone } from './StatusBadge.tsx';
import type { RowActions } from './use-client-actions.ts';
import type { ListedClient } from './use-client-list.ts';

const ClientDetails = lazy(() =>
  import('./ClientDetails.tsx').then((module) => ({ default: module.ClientDetails })),
);

const LateActions = lazy(() =>
  import('./LateActions.tsx').then((module) => ({ default: module.LateActions })),
);

interface ClientRowProps {
  row: ListedClient;
  asOf: AsOf;
  holders: Holders;
  open: boolean;
  actions: RowActions;
}

export const ClientRow = memo(function ClientRow({ row, asOf, holders, open, actions }: ClientRowProps) {
  const id = useId();
  const { client, status } = row;
  const words = rowWords(row, asOf);
  const first = firstLink(client, asOf.now);
  const more = client.links.length + client.unread.length - 1;
  return (
    <article className={classNames(styles.row, open && styles.open)}>
      <StatusDisc status={status} />
      <div className={styles.body}>
        <div className={styles.line}>
          <bdi className={styles.name} title={client.name}>
            {client.name}
          </bdi>
          <span className={styles.money}>
            <Figure text={words.monthly} why={words.monthlyWhy} id={`${id}-monthly`} />
            {words.monthly !== NOT_KNOWN && <span className={styles.per}> {t('row.per-month')}</span>}
          </span>
        </div>
        <div className={styles.line}>
          <span className={styles.state}>
            <span className={classNames(styles.status, statusTone(status))} aria-describedby={`${id}-reason`}>
              {words.status}
            </span>{' '}
            <span id={`${id}-reason`} className={styles.reason} title={words.reason}>
              {words.reason}
            </span>
          </span>
          <span className={styles.next}>
            <span className={styles.nextLabel}>{t('row.next')} </span>
            <Figure text={words.next} why={words.nextWhy} id={`${id}-next`} />
          </span>
        </div>
        <div className={classNames(styles.line, styles.tools)}>
          <SubscriptionField
            look="quiet"
            label={t('row.subscription', { client: client.name })}
            client={client}
            value={first?.link ?? null}
            valueText={first?.text ?? null}
            holders={holders}
            onPick={(next, _text, move) => actions.link(client.id, first?.link ?? null, next, move)}
          />
          {more > 0 && <span className={styles.more}>+{more}</span>}
          <span className={styles.actions}>
            <IconButton
              label={t('row.edit', { client: client.name })}
              icon="edit"
              size="sm"
              onClick={() => actions.edit(client.id)}
            />
            <IconButton
              label={t('row.delete', { client: client.name })}
              icon="trash"
              size="sm"
              danger
              onClick={() => actions.remove(client.id)}
            />
          </span>
          <button
            type="button"
            className={styles.toggle}
            aria-label={t('row.details-of', { client: client.name })}
            aria-expanded={open}
            aria-controls={open ? `${id}-details` : undefined}
            title={open ? t('row.hide-details') : t('row.details')}
            onClick={() => actions.toggle(client.id)}
          >
            <Icon name="chevronDown" />
          </button>
        </div>
      </div>
      {open && (
        <section
          id={`${id}-details`}
          aria-label={t('row.details-of', { client: client.name })}
          className={styles.details}
        >
          <p className={classNames(styles.whole, statusTone(status))}>{words.reason}</p>
          <Suspense fallback={<p className={styles.wait}>{t('loading')}</p>}>
            {status === 'late' && <LateActions row={row} asOf={asOf} />}
            <ClientDetails row={row} asOf={asOf} />
          </Suspense>
        </section>
      )}
    </article>
  );
});
