import { useId } from 'react';
import { visuallyHidden } from '../../components/kit/VisuallyHidden.tsx';
import type { Sum } from '../../lib/billing/owed.ts';
import type { Portfolio } from '../../lib/billing/portfolio.ts';
import { t } from '../../lib/i18n/catalogues/clients.ts';
import { formats, NOT_KNOWN } from '../../lib/i18n/formats.ts';
import { sumsText } from '../../lib/i18n/row-face.ts';
import styles from './Summary.module.css';

interface SummaryProps {
  /** The main currency first. */
  mrr: Portfolio['mrr'];
  overdue: readonly Sum[];
  /** Clients whose revenue is partly unknown. */
  unknown: number;
}

/** MRR on one line. What is overdue is seen under Late in the filter, and said here. */
export function Summary({ mrr, overdue, unknown }: SummaryProps) {
  const id = useId();
  const [main, ...others] = mrr;
  const risky = mrr.filter(({ atRisk }) => atRisk > 0);
  const atRisk = sumsText(risky.map(({ currency, atRisk: amount }) => ({ currency, amount })));
  const description = [
    atRisk && t('mrr.at-risk-of', { amounts: atRisk }),
    unknown > 0 && t('mrr.unknown', { count: unknown }),
  ].filter(Boolean);
  return (
    <>
      <section
        className={styles.mrr}
        aria-labelledby={`${id}-mrr`}
        aria-describedby={`${id}-more`}
        title={description.join(' ') || undefined}
      >
        <h2 id={`${id}-mrr`} className={visuallyHidden}>
          {t('mrr.title')}
        </h2>
        <p className={styles.main}>
          {main ? formats.money(main.total, main.currency) : NOT_KNOWN}{' '}
          <span className={styles.per}>{main ? t('mrr.per-month') : t('mrr.nothing')}</span>
        </p>
        {others.length > 0 && (
          <ul className={styles.others}>
            {others.map(({ currency, total }) => (
              <li key={currency}>{formats.money(total, currency)}</li>
            ))}
          </ul>
        )}
        <p id={`${id}-more`} hidden>
          {description.join(' ')}
        </p>
      </section>
      <section aria-labelledby={`${id}-overdue`} className={visuallyHidden}>
        <h2 id={`${id}-overdue`}>{t('overdue.title')}</h2>
        {overdue.length === 0 ? (
          <p>{t('overdue.none')}</p>
        ) : (
          <ul>
            {overdue.map(({ currency, amount }) => (
              <li key={currency}>{formats.money(amount, currency)}</li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
