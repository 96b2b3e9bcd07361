import { useCallback, useRef } from 'react';
import { Button, IconButton } from '../../../components/kit/Button.tsx';
import { Checkbox } from '../../../components/kit/Checkbox.tsx';
import { Table } from '../../../components/kit/Table.tsx';
import { useWindow } from '../../../components/kit/use-window.ts';
import { VisuallyHidden } from '../../../components/kit/VisuallyHidden.tsx';
import { isAddable, linkOf } from '../../../lib/clients/unlinked.ts';
import { amountPartsWords } from '../../../lib/i18n/amount-words.ts';
import { t as tShared } from '../../../lib/i18n/catalogues/shared.ts';
import { t } from '../../../lib/i18n/catalogues/unlinked.ts';
import { formats, NOT_KNOWN } from '../../../lib/i18n/formats.ts';
import { subscriptionStatusWord } from '../../../lib/i18n/subscription-words.ts';
import { linkKey } from '../../../lib/model/ids.ts';
import type { ConnectionSummary, SubscriptionOption } from '../../../lib/store/db/schema.ts';
import styles from './UnlinkedTable.module.css';

/** Pixels; a row is taller where an amount needs more lines. */
const ROW = 49;
/** So many are all there, so that the browser's own search finds them. */
const ALL_RENDERED = 200;

interface Ticks {
  isTicked: (option: SubscriptionOption) => boolean;
  tick: (option: SubscriptionOption, ticked: boolean) => void;
}

interface UnlinkedTableProps {
  options: readonly SubscriptionOption[];
  connections: readonly ConnectionSummary[];
  /** null: without checkboxes. */
  ticks: Ticks | null;
  onAdd: (option: SubscriptionOption) => void;
  /** null: there is no client to link to. */
  onLink: ((option: SubscriptionOption) => void) | null;
}

/** A real table that scrolls inside its frame; two tall gaps stand in for rows off screen. */
export function UnlinkedTable({ options, connections, ticks, onAdd, onLink }: UnlinkedTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const keyOf = useCallback(
    (at: number) => (options[at] ? linkKey(linkOf(options[at])) : String(at)),
    [options],
  );
  const view = useWindow({
    count: options.length,
    keyOf,
    estimate: ROW,
    scroller,
    overscan: options.length <= ALL_RENDERED ? ALL_RENDERED : 8,
  });
  const first = view.rows[0];
  const last = view.rows.at(-1);
  const below = last && last.index < options.length - 1 ? view.total - last.start - ROW : 0;
  const columns = ticks ? 7 : 6;
  return (
    <div ref={scroller} className={styles.frame}>
      <Table name={t('title')} look="framed" className={styles.table} aria-rowcount={options.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {ticks && (
              <th scope="col" className={styles.tick}>
                <VisuallyHidden>{t('column.choose')}</VisuallyHidden>
              </th>
            )}
            <th scope="col" className={styles.customer}>
              {t('column.customer')}
            </th>
            <th scope="col" className={styles.product}>
              {t('column.product')}
            </th>
            <th scope="col" className={styles.amount}>
              {t('column.amount')}
            </th>
            <th scope="col" className={styles.status}>
              {t('column.status')}
            </th>
            <th scope="col" className={styles.since}>
              {t('column.since')}
            </th>
            <th scope="col" className={styles.actions}>
              <VisuallyHidden>{t('column.actions')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        {first && first.start > 0 && <Gap columns={columns} height={first.start} />}
        <tbody>
          {view.rows.map(({ index, key }) => {
            const option = options[index];
            return (
              option && (
                <tr key={key} ref={view.measure} data-index={index} aria-rowindex={index + 2}>
                  {ticks && (
                    <td className={styles.tick}>
                      {isAddable(option) && (
                        <Checkbox
                          label={option.customer}
                          labelHidden
                          checked={ticks.isTicked(option)}
                          onCheckedChange={(ticked) => ticks.tick(option, ticked)}
                        />
                      )}
                    </td>
                  )}
                  <Cells option={option} account={accountOf(option, connections)} />
                  <td className={styles.actions}>
                    <span className={styles.buttons}>
                      <Button
                        size="sm"
                        aria-label={t('add', { customer: option.customer })}
                        onClick={() => onAdd(option)}
                      >
                        {t('add-short')}
                      </Button>
                      {onLink && (
                        <IconButton
                          size="sm"
                          icon="link"
                          label={t('link-to', { customer: option.customer })}
                          onClick={() => onLink(option)}
                        />
                      )}
                    </span>
                  </td>
                </tr>
              )
            );
          })}
        </tbody>
        {below > 0 && <Gap columns={columns} height={below} />}
      </Table>
    </div>
  );
}

function Cells({ option, account }: { option: SubscriptionOption; account: string | null }) {
  const { customer, email, product, amounts, status, startDate } = option;
  const [amount, ...others] = amounts.length > 1 ? amounts.map((part) => [part]) : [amounts];
  const lines = [amountPartsWords(amount ?? []), ...others.map((part) => `+ ${amountPartsWords(part)}`)];
  const more = [email === customer ? null : email, account].filter(Boolean).join(' · ');
  return (
    <>
      <th scope="row" className={styles.customer}>
        <bdi className={styles.name} title={customer}>
          {customer}
        </bdi>
        <span className={styles.more} title={more} dir="auto">
          {more}
        </span>
        <span className={styles.narrow} aria-hidden="true">
          <span className={styles.money}>{lines.join(' ')}</span>
          <span dir="auto">{`${product} · ${subscriptionStatusWord(status)}`}</span>
        </span>
      </th>
      <td className={styles.product} title={product} dir="auto">
        {product}
      </td>
      <td className={styles.amount}>
        {lines.map((line) => (
          <span key={line} className={styles.line}>
            {line}{' '}
          </span>
        ))}
      </td>
      <td className={styles.status}>{subscriptionStatusWord(status)}</td>
      <td className={styles.since}>{startDate === null ? NOT_KNOWN : formats.day(startDate)}</td>
    </>
  );
}

function accountOf(
  { connectionId }: SubscriptionOption,
  connections: readonly ConnectionSummary[],
): string | null {
  if (connections.length < 2) return null;
  const found = connections.find(({ id }) => id === connectionId);
  return found
    ? t('account', { name: found.accountName ?? tShared('unnamed-account'), mode: found.mode })
    : null;
}

function Gap({ columns, height }: { columns: number; height: number }) {
  return (
    <tbody aria-hidden="true">
      <tr>
        <td colSpan={columns} className={styles.gap} style={{ height }} />
      </tr>
    </tbody>
  );
}
