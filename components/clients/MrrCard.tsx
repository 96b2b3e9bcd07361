import { type ReactNode, useId } from 'react';
import type { Portfolio } from '../../lib/billing/portfolio.ts';
import { formats } from '../../lib/i18n/formats.ts';
import { Icon } from '../kit/Icon.tsx';
import styles from './MrrCard.module.css';

interface MrrCardProps {
  mrr: Portfolio['mrr'];
  /** Clients whose revenue is not wholly known. */
  unknown: number;
  /** The Refresh button. */
  action: ReactNode;
}

/** The sum over all clients: a line per currency, never added across them, and what of it is at risk. */
export function MrrCard({ mrr, unknown, action }: MrrCardProps) {
  const id = useId();
  const [first, ...others] = mrr;
  return (
    <section className={styles.card} aria-labelledby={id}>
      <h2 id={id} className={styles.title}>
        <abbr className={styles.abbr} title="Monthly recurring revenue">
          MRR
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
        <p className={styles.nothing}>—</p>
      )}
      {unknown > 0 && (
        <p className={styles.unknown}>
          <Icon name="question" size={12} />
          {unknown === 1
            ? 'Without 1 client whose revenue is not known'
            : `Without ${unknown.toLocaleString()} clients whose revenue is not known`}
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
        <span className={styles.risk} title="Monthly revenue of clients who are late">
          <Icon name="alert" size={12} />
          {formats.money(atRisk, currency)} at risk
        </span>
      )}
    </li>
  );
}
