import { oneTotal } from '../../lib/billing/one-total.ts';
import type { Portfolio } from '../../lib/billing/portfolio.ts';
import { t } from '../../lib/i18n/catalogues/dashboard.ts';
import { formats } from '../../lib/i18n/formats.ts';
import type { Seconds } from '../../lib/model/units.ts';
import { PageLink } from '../shell/PageLink.tsx';
import styles from './OneTotalLine.module.css';
import { useOneTotal } from './use-one-total.ts';

/** A line of the MRR card, unless it is switched off. */
export function OneTotalLine({ mrr, now }: { mrr: Portfolio['mrr']; now: Seconds }) {
  const settings = useOneTotal();
  const result = settings && oneTotal(mrr, settings);
  if (!result) return null;
  if (!result.ok) {
    const { missing } = result;
    const currencies = missing.map((code) => code.toUpperCase()).join(', ');
    return (
      <p className={styles.line}>
        <span>{t('total.title')}</span>{' '}
        <span className={styles.quiet}>{t('total.missing', { count: missing.length, currencies })}</span>{' '}
        <PageLink path="options.html#figures" className={styles.link}>
          {t('total.enter', { count: missing.length })}
        </PageLink>
      </p>
    );
  }
  const { currency, total, ratesOf } = result;
  return (
    <p className={styles.line}>
      <span>{t('total.title')}</span> <span className={styles.total}>{formats.money(total, currency)}</span>{' '}
      {ratesOf !== null && (
        <span className={styles.quiet}>
          {t('total.rates-of', { day: formats.calendarDate(ratesOf, now) })}
        </span>
      )}
    </p>
  );
}
