import { type ReactNode, useId } from 'react';
import { OneTotalLine } from '../../../components/clients/OneTotalLine.tsx';
import { classNames } from '../../../components/kit/class-names.ts';
import { Icon } from '../../../components/kit/Icon.tsx';
import type { AsOf } from '../../../lib/billing/as-of.ts';
import { overdueInvoices, type Sum } from '../../../lib/billing/owed.ts';
import type { Portfolio } from '../../../lib/billing/portfolio.ts';
import { t as tClients } from '../../../lib/i18n/catalogues/clients.ts';
import { t } from '../../../lib/i18n/catalogues/dashboard.ts';
import { formats, NOT_KNOWN } from '../../../lib/i18n/formats.ts';
import type { Seconds } from '../../../lib/model/units.ts';
import type { UnlinkedSums } from '../unlinked-sums.ts';
import styles from './Cards.module.css';

interface CardsProps {
  figures: Portfolio;
  /** The currency that most clients pay in first. */
  mrr: Portfolio['mrr'];
  asOf: AsOf;
  unlinked: UnlinkedSums | null;
  onLate: () => void;
}

export function Cards({ figures, mrr, asOf, unlinked, onLate }: CardsProps) {
  const main = mrr[0]?.currency;
  return (
    <div className={styles.cards}>
      <OverdueCard figures={figures} main={main} asOf={asOf} onLate={onLate} />
      <MrrCard mrr={mrr} unknown={figures.unknown} now={asOf.now} />
      {unlinked && unlinked.count > 0 && (
        <Card title={t('unlinked.title')}>
          <p className={styles.nothing}>{t('unlinked.count', { count: unlinked.count })}</p>
          {unlinked.monthly.length > 0 && (
            <p className={styles.more}>
              {t('unlinked.monthly', { amount: listed(mainFirst(unlinked.monthly, main)) })}
            </p>
          )}
          <a href="#unlinked">{t('unlinked.review')}</a>
        </Card>
      )}
    </div>
  );
}

function OverdueCard({
  figures,
  main,
  asOf,
  onLate,
}: Pick<CardsProps, 'figures' | 'asOf' | 'onLate'> & { main: string | undefined }) {
  const late = figures.rows.filter(({ status }) => status === 'late');
  if (late.length === 0) {
    return (
      <Card title={tClients('overdue.title')}>
        <p className={styles.nothing}>{tClients('overdue.none')}</p>
        <p className={styles.cheer}>
          <Icon name="check" /> {t('overdue.cheer')}
        </p>
      </Card>
    );
  }
  const days = Math.max(0, ...late.map(({ client }) => overdueInvoices(client, asOf)[0]?.days ?? 0));
  const clients = t('overdue.clients', { count: late.length });
  const [first, ...others] = mainFirst(figures.overdue, main);
  return (
    <Card title={tClients('overdue.title')} action={t('overdue.show')} onAction={onLate}>
      {first ? (
        <p className={classNames(styles.first, styles.late)}>{formats.money(first.amount, first.currency)}</p>
      ) : (
        <p className={styles.nothing}>{t('overdue.none-known', { count: late.length })}</p>
      )}
      {others.length > 0 && <p className={styles.more}>+ {listed(others)}</p>}
      {first && (
        <p className={styles.more}>
          {clients}
          {days > 0 && <>, {t('overdue.oldest', { days })}</>}
        </p>
      )}
    </Card>
  );
}

function MrrCard({ mrr, unknown, now }: { mrr: Portfolio['mrr']; unknown: number; now: Seconds }) {
  const risk = useId();
  const [first, ...others] = mrr;
  const atRisk = mrr.filter((line) => line.atRisk > 0);
  const amounts = listed(atRisk.map(({ currency, atRisk: amount }) => ({ currency, amount })));
  return (
    <Card
      title={
        <abbr className={styles.abbr} title={tClients('mrr.long')}>
          {tClients('mrr.title')}
        </abbr>
      }
      {...(atRisk.length > 0 && { describedBy: risk })}
    >
      <p className={styles.first}>{first ? formats.money(first.total, first.currency) : NOT_KNOWN}</p>
      {!first && <p className={styles.more}>{tClients('mrr.nothing')}</p>}
      {others.length > 0 && (
        <p className={styles.more}>
          + {listed(others.map(({ currency, total: amount }) => ({ currency, amount })))}
        </p>
      )}
      <OneTotalLine mrr={mrr} now={now} />
      {unknown > 0 && <p className={styles.more}>{tClients('mrr.unknown', { count: unknown })}</p>}
      <span id={risk} hidden>
        {tClients('mrr.at-risk-of', { amounts })}
      </span>
    </Card>
  );
}

interface CardProps {
  title: ReactNode;
  children: ReactNode;
  describedBy?: string;
  /** The whole card is its target. */
  action?: string;
  onAction?: () => void;
}

function Card({ title, children, describedBy, action, onAction }: CardProps) {
  const id = useId();
  return (
    <section className={styles.card} aria-labelledby={id} aria-describedby={describedBy}>
      <h2 id={id} className={styles.title}>
        {title}
      </h2>
      {children}
      {action && (
        <button type="button" className={styles.action} onClick={onAction}>
          {action}
          <span className={styles.chevron}>
            <Icon name="chevronDown" size={12} />
          </span>
        </button>
      )}
    </section>
  );
}

const mainFirst = (sums: readonly Sum[], main: string | undefined): Sum[] =>
  sums.toSorted((a, b) => Number(b.currency === main) - Number(a.currency === main));

const listed = (sums: readonly Sum[]): string =>
  sums.map(({ amount, currency }) => formats.money(amount, currency)).join(' · ');
