import type { Ranked } from '../../lib/clients/subscription-search.ts';
import { t } from '../../lib/i18n/catalogues/picker.ts';
import { subscriptionParts, subscriptionStatusWord } from '../../lib/i18n/subscription-words.ts';
import { bdi } from '../kit/rich.tsx';
import styles from './SubscriptionOption.module.css';

interface SubscriptionOptionProps {
  ranked: Ranked;
  /** Id of the element that names the holder; the status uses it with "-status". */
  moreId: string;
  /** The client already linked to the subscription. */
  holder: { id: string; name: string } | undefined;
  clientId: string | null;
}

export function SubscriptionOption({ ranked, moreId, holder, clientId }: SubscriptionOptionProps) {
  const { option } = ranked.entry;
  const [customer, product, amount] = subscriptionParts(option);
  return (
    <span className={styles.words}>
      <span className={styles.customer}>
        <bdi className={styles.ellipsis}>{customer}</bdi>
        {ranked.likely && <span className={styles.likely}>{t('likely')}</span>}{' '}
        <span
          id={`${moreId}-status`}
          className={option.status === 'active' ? styles.isActive : styles.notActive}
        >
          {subscriptionStatusWord(option.status)}
        </span>
      </span>
      <span className={styles.terms}>
        <span className={styles.separator}> · </span>
        <span className={styles.ellipsis}>{`${product} · ${amount}`}</span>{' '}
        {holder && (
          <span id={moreId} className={styles.holder}>
            {holder.id === clientId ? t('linked-here') : t.rich('linked-to', { client: holder.name, bdi })}
          </span>
        )}
      </span>
    </span>
  );
}
