import { lazy, type MouseEvent, memo, Suspense, useId } from 'react';
import type { AsOf } from '../../lib/billing/as-of.ts';
import { t } from '../../lib/i18n/catalogues/clients.ts';
import { firstLink, rowFace } from '../../lib/i18n/row-face.ts';
import type { RowReasons } from '../../lib/i18n/row-words.ts';
import type { ConnectionSummary } from '../../lib/store/db/schema.ts';
import { IconButton } from '../kit/Button.tsx';
import { classNames } from '../kit/class-names.ts';
import { Icon } from '../kit/Icon.tsx';
import { visuallyHidden } from '../kit/VisuallyHidden.tsx';
import { SubscriptionField } from '../subscription-picker/SubscriptionField.tsx';
import type { Holders } from '../subscription-picker/subscription-options.ts';
import styles from './ClientRow.module.css';
import { Figure } from './Figure.tsx';
import { StatusIcon, statusTone } from './StatusBadge.tsx';
import type { RowActions } from './use-client-actions.ts';
import type { ListedClient } from './use-client-list.ts';

const ClientDetails = lazy(() =>
  import('./ClientDetails.tsx').then((module) => ({ default: module.ClientDetails })),
);
const LateActions = lazy(() =>
  import('./LateActions.tsx').then((module) => ({ default: module.LateActions })),
);

/** Pixels of a closed row. */
export const ROW_HEIGHT = 52;

interface ClientRowProps {
  row: ListedClient;
  asOf: AsOf;
  holders: Holders;
  /** null: not loaded yet. The first paint is without them. */
  reasonsOf: ((row: ListedClient, now: AsOf['now']) => RowReasons) | null;
  connections: readonly ConnectionSummary[];
  open: boolean;
  /** Its controls are reached by Tab; those of the other rows by the arrow keys first. */
  active: boolean;
  actions: RowActions;
}

export const ClientRow = memo(function ClientRow({
  row,
  asOf,
  holders,
  reasonsOf,
  connections,
  open,
  active,
  actions,
}: ClientRowProps) {
  const id = useId();
  const { client, status } = row;
  const face = rowFace(row, asOf);
  const reasons = reasonsOf?.(row, asOf.now) ?? null;
  const first = firstLink(client, asOf.now);
  const more = client.links.length + client.unread.length - 1;
  const tabIndex = active ? 0 : -1;
  const isUrgent = status === 'late' || status === 'upcoming';
  return (
    <article className={classNames(styles.row, open && styles.open)}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a larger target for the button at its end */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the same */}
      <div className={styles.face} onClick={(event) => isPlain(event) && actions.toggle(client.id)}>
        <StatusIcon status={status} />
        <div className={styles.first}>
          <bdi className={styles.name} title={client.name}>
            {client.name}
          </bdi>
          <span className={styles.money}>
            <span className={styles.actions}>
              {status === 'late' && reasonsOf && !open && (
                <span className={styles.late}>
                  <Suspense fallback={null}>
                    <LateActions
                      row={row}
                      asOf={asOf}
                      connections={connections}
                      look="icons"
                      tabIndex={tabIndex}
                    />
                  </Suspense>
                </span>
              )}
              <IconButton
                label={t('row.edit', { client: client.name })}
                icon="edit"
                size="sm"
                tabIndex={tabIndex}
                onClick={() => actions.edit(client.id)}
              />
              <IconButton
                label={t('row.archive', { client: client.name })}
                icon="archive"
                size="sm"
                tabIndex={tabIndex}
                onClick={() => actions.archive(client.id)}
              />
              <IconButton
                label={t('row.delete', { client: client.name })}
                icon="trash"
                size="sm"
                danger
                tabIndex={tabIndex}
                onClick={() => actions.remove(client.id)}
              />
            </span>
            <Figure text={face.monthly} why={reasons?.monthlyWhy ?? null} id={`${id}-monthly`} />
          </span>
        </div>
        <div className={styles.second}>
          <span className={styles.state} title={reasons?.reason}>
            <span
              className={isUrgent && face.short !== null ? visuallyHidden : styles.status}
              aria-describedby={reasons ? `${id}-reason` : undefined}
            >
              {face.status}
            </span>
            {face.short !== null && (
              <span className={classNames(styles.short, isUrgent && statusTone(status))}>{face.short}</span>
            )}
            {reasons && (
              <span id={`${id}-reason`} hidden>
                {reasons.reason}
              </span>
            )}
          </span>
          <span className={styles.subscription}>
            <SubscriptionField
              look="quiet"
              label={t('row.subscription', { client: client.name })}
              client={client}
              value={first?.link ?? null}
              valueText={first?.text ?? null}
              shortText={client.links[0]?.product}
              holders={holders}
              tabIndex={tabIndex}
              onPick={({ link, move }) => actions.link(client.id, first?.link ?? null, link, move)}
            />
            {more > 0 && <span className={styles.more}>+{more}</span>}
          </span>
          <span className={styles.next}>
            <Figure text={face.next} why={reasons?.nextWhy ?? null} id={`${id}-next`} />
          </span>
        </div>
        <button
          type="button"
          data-row-toggle
          className={styles.toggle}
          aria-label={t('row.details-of', { client: client.name })}
          aria-expanded={open}
          aria-controls={open ? `${id}-details` : undefined}
          title={open ? t('row.hide-details') : t('row.details')}
          tabIndex={tabIndex}
          onClick={() => actions.toggle(client.id)}
        >
          <Icon name="chevronDown" />
        </button>
      </div>
      {open && (
        <section
          id={`${id}-details`}
          aria-label={t('row.details-of', { client: client.name })}
          className={styles.details}
        >
          {reasons && <p className={classNames(styles.whole, statusTone(status))}>{reasons.reason}</p>}
          <Suspense fallback={<p className={styles.wait}>{t('loading')}</p>}>
            {status === 'late' && <LateActions row={row} asOf={asOf} connections={connections} />}
            <ClientDetails row={row} asOf={asOf} />
          </Suspense>
        </section>
      )}
    </article>
  );
});

/** A click on the row itself: on none of its controls, and not the end of selecting text. */
function isPlain({ target, currentTarget }: MouseEvent<HTMLElement>): boolean {
  const control = target instanceof Element ? target.closest('a,button,input,dialog,[popover]') : null;
  const isInside = target instanceof Node && currentTarget.contains(target);
  return isInside && !control && getSelection()?.isCollapsed !== false;
}
