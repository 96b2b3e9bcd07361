import { type ReactNode, useEffect, useState } from 'react';
import type { AsOf } from '../../lib/billing/as-of.ts';
import { addOnLines, type BreakdownLine, monthlyBreakdown } from '../../lib/billing/breakdown.ts';
import { clientSince, subscriptionAmounts } from '../../lib/billing/client-figures.ts';
import type { SubscriptionDigest } from '../../lib/billing/digest.ts';
import { subscriptionStatus } from '../../lib/billing/status.ts';
import { amountPartsWords } from '../../lib/i18n/amount-words.ts';
import { breakdownWords } from '../../lib/i18n/breakdown-words.ts';
import { t } from '../../lib/i18n/catalogues/details.ts';
import { t as tReasons } from '../../lib/i18n/catalogues/reasons.ts';
import { t as tShared } from '../../lib/i18n/catalogues/shared.ts';
import { formats, NOT_KNOWN } from '../../lib/i18n/formats.ts';
import { reasonWords } from '../../lib/i18n/reason-words.ts';
import type { Invoice } from '../../lib/model/subscription.ts';
import { openStore } from '../../lib/store/db/open.ts';
import { type ClientDetails as Details, readClientDetails } from '../../lib/store/records/details.ts';
import { readSettings } from '../../lib/store/records/settings.ts';
import styles from './ClientDetails.module.css';
import { StatusBadge } from './StatusBadge.tsx';
import type { ListedClient } from './use-client-list.ts';

interface Loaded {
  details: Details;
  temporaryDiscounts: boolean;
}

/** Reads its data when opened and whenever the view's row changes. */
export function ClientDetails({ row, asOf }: { row: ListedClient; asOf: AsOf }) {
  const { client } = row;
  const [loaded, setLoaded] = useState<Loaded | 'failed' | null>(null);
  useEffect(() => {
    let gone = false;
    const read = async () => {
      const store = await openStore();
      const [details, settings] = await Promise.all([
        readClientDetails(store, client.id),
        readSettings(store),
      ]);
      if (!gone && details) setLoaded({ details, temporaryDiscounts: settings.temporaryDiscounts });
    };
    read().catch(() => !gone && setLoaded('failed'));
    return () => {
      gone = true;
    };
  }, [client]);

  const since = clientSince(client);
  return (
    <>
      {client.links.map((link) => (
        <Subscription
          key={`${link.connectionId} ${link.id}`}
          link={link}
          asOf={asOf}
          alone={client.links.length === 1}
        />
      ))}
      <dl className={styles.facts}>
        {since !== null && <Fact term={t('since')}>{formats.day(since)}</Fact>}
        {client.email !== '' && <Fact term={t('email')}>{client.email}</Fact>}
        {client.type !== '' && <Fact term={t('type')}>{client.type}</Fact>}
        {client.service !== '' && <Fact term={t('service')}>{client.service}</Fact>}
        {loaded && loaded !== 'failed' && loaded.details.client.notes !== '' && (
          <Fact term={t('notes')}>{loaded.details.client.notes}</Fact>
        )}
      </dl>
      {loaded === 'failed' ? (
        <p className={styles.quiet}>{t('failed')}</p>
      ) : (
        loaded && <Breakdown row={row} loaded={loaded} asOf={asOf} />
      )}
      <Invoices title={t('invoice.open')} invoices={client.links.flatMap((link) => link.openInvoices)} />
      {loaded && loaded !== 'failed' && (
        <Invoices
          title={t('invoice.other')}
          lead={t('invoice.other-lead')}
          invoices={loaded.details.otherInvoices}
        />
      )}
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{term}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}

/** `alone`: the only subscription, so what the row already shows is left out. */
function Subscription({ link, asOf, alone }: { link: SubscriptionDigest; asOf: AsOf; alone: boolean }) {
  const { status, reason } = subscriptionStatus(link, asOf);
  const amounts = subscriptionAmounts(link, asOf.now);
  return (
    <div className={styles.subscription}>
      <div className={styles.head}>
        <span className={styles.title}>
          <bdi>{link.customer}</bdi> · <bdi>{link.product}</bdi>
        </span>
        <StatusBadge status={status} word={tShared(`status.${status}`)} />
      </div>
      <p className={styles.amount}>{amountPartsWords(amounts)}</p>
      <p className={styles.quiet}>
        {!alone && `${t('reason', { reason: reasonWords(reason, asOf.now) })} `}
        {link.renewal && link.endedAt === null && (
          <>
            {t('period', {
              start: formats.day(link.renewal.periodStart, asOf.now),
              end: formats.day(link.renewal.at, asOf.now),
            })}{' '}
          </>
        )}
        {!alone && link.startDate !== null && t('started', { day: formats.day(link.startDate) })}
      </p>
      {link.notes.length > 0 && (
        <ul className={styles.notes}>
          {link.notes.map((note) => (
            <li key={note}>{tReasons(`note.${note}`)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Breakdown({ row, loaded, asOf }: { row: ListedClient; loaded: Loaded; asOf: AsOf }) {
  const { client, linked } = loaded.details;
  const lines: BreakdownLine[] = linked.flatMap((facts) =>
    facts.subscription
      ? monthlyBreakdown(facts.subscription, facts.catalogue, {
          temporaryDiscounts: loaded.temporaryDiscounts,
          now: asOf.now,
        })
      : [],
  );
  lines.push(...addOnLines(client.addOns));
  if (lines.length === 0) return null;
  return (
    <div>
      <h3 className={styles.heading}>{t('breakdown.title')}</h3>
      <table className={styles.breakdown}>
        <tbody>
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no identity and are all replaced together
            <tr key={at}>
              <th scope="row" dir="auto">
                {breakdownWords(line, asOf.now)}
              </th>
              <td>{line.amount === null ? NOT_KNOWN : formats.money(line.amount, line.currency)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {row.monthly.byCurrency.map(({ currency, amount }) => (
            <tr key={currency}>
              <th scope="row">{t('breakdown.total')}</th>
              <td>{row.monthly.unknown ? NOT_KNOWN : formats.money(amount, currency)}</td>
            </tr>
          ))}
        </tfoot>
      </table>
    </div>
  );
}

function Invoices({ title, lead, invoices }: { title: string; lead?: string; invoices: readonly Invoice[] }) {
  if (invoices.length === 0) return null;
  return (
    <div>
      <h3 className={styles.heading}>{title}</h3>
      {lead && <p className={styles.quiet}>{lead}</p>}
      <ul className={styles.invoices}>
        {invoices.map((invoice) => (
          <li key={invoice.id}>
            <span>{invoiceWords(invoice)}</span>
            <span className={styles.sum}>{formats.money(invoice.amountRemaining, invoice.currency)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function invoiceWords({ number, finalizedAt, created, dueDate }: Invoice): string {
  const day = formats.day(finalizedAt ?? created);
  const due = dueDate === null ? null : formats.day(dueDate);
  if (number === null)
    return due === null ? t('invoice.unnumbered', { day }) : t('invoice.unnumbered-due', { day, due });
  return due === null
    ? t('invoice.numbered', { number, day })
    : t('invoice.numbered-due', { number, day, due });
}
