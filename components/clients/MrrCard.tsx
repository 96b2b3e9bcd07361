import { type ReactNode, useId } from 'react';
import type { Portfolio } from '../../lib/billing/portfolio.ts';
import { t } from '../../lib/i18n/catalogues/clients.ts';
import { formats, NOT_KNOWN } from '../../lib/i18n/formats.ts';
import { Icon } from '../kit/Icon.tsx';
import styles from './MrrCard.module.css';

interface MrrCardProps {
  mrr: Portfolio['mrr'];
  unknown: number;
  action: ReactNode;
  /** Below the lines. */
  foot?: ReactNode;
}

/** Revenue of all clients, one line per currency, and the part at risk. */
export function MrrCard({ mrr, unknown, action, foot }: MrrCardProps) {
  const id = useId();
  const [first, ...others] = mrr;
  return (
    <section className={styles.card} aria-labelledby={id}>
      <h2 id={id} className={styles.title}>
        <abbr className={styles.abbr} title={t('mrr.long')}>
          {t('mrr.title')}
        </abbr>
      </h2>
      <div className={styles.action}>{action}</div>
      {first ? (
        <ul className={styles.lines}>
          <MrrLine {...first} large />
          {others.map((line) => (
            <MrrLine key={line.currency} {...line} />
          ))}
        </ul>
      ) : (
        <p className={styles.nothing}>{NOT_KNOWN}</p>
      )}
      {foot}
      {unknown > 0 && (
        <p className={styles.unknown}>
          <Icon name="question" size={12} />
          {t('mrr.unknown', { count: unknown })}
        </p>
      )}
    </section>
  );
}

function MrrLine({ currency, total, atRisk, large = false }: Portfolio['mrr'][number] & { large?: boolean }) {
  return (
    <li className={large ? styles.first : styles.line}>
      <span className={styles.total}>{formats.money(total, currency)}</span>
      {atRisk > 0 && (
        <span className={styles.risk} title={t('mrr.at-risk-long')}>
          <Icon name="alert" size={12} />
          {t('mrr.at-risk', { amount: formats.money(atRisk, currency) })}
        </span>
      )}
    </li>
  );
}
