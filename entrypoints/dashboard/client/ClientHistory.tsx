import { useEffect, useState } from 'react';
import type { ClientDigest } from '../../../lib/billing/digest.ts';
import { t } from '../../../lib/i18n/catalogues/dashboard.ts';
import { formats } from '../../../lib/i18n/formats.ts';
import type { Change } from '../../../lib/model/refresh.ts';
import type { Currency, MinorUnits } from '../../../lib/model/units.ts';
import { openStore } from '../../../lib/store/db/open.ts';
import type { HistoryRecord } from '../../../lib/store/db/schema.ts';
import { readClientHistory } from '../../../lib/store/records/history.ts';
import styles from './ClientPanel.module.css';

const SHOWN = 50;

/** What refreshes found of the client, and its reminders, newest first. */
export function ClientHistory({ client }: { client: ClientDigest }) {
  const [entries, setEntries] = useState<HistoryRecord[] | null>(null);
  useEffect(() => {
    let gone = false;
    openStore()
      .then((store) => readClientHistory(store, client.id, SHOWN))
      .then(
        (read) => !gone && setEntries(read),
        () => !gone && setEntries([]),
      );
    return () => {
      gone = true;
    };
  }, [client]);
  if (entries === null) return null;
  return (
    <section className={styles.history}>
      <h3 className={styles.heading}>{t('panel.history')}</h3>
      {entries.length === 0 ? (
        <p className={styles.quiet}>{t('panel.nothing-yet')}</p>
      ) : (
        <ul>
          {entries.map((entry) => (
            <li key={entry.id} className={styles.entry}>
              <span className={styles.day}>{formats.day(entry.at)}</span> {changeWords(entry.change)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function changeWords(change: Change): string {
  switch (change.kind) {
    case 'status':
      return t(`history.status.${change.to}`);
    case 'amount': {
      const { difference } = change;
      const amount = formats.money(Math.abs(difference) as MinorUnits, change.currency as Currency);
      return t(difference > 0 ? 'history.more' : 'history.less', { amount });
    }
    case 'missing':
      return t('history.missing');
    case 'reminder':
      return t('history.reminder');
  }
}
