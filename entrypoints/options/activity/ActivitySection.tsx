import { useState } from 'react';
import { Button } from '../../../components/kit/Button.tsx';
import { classNames } from '../../../components/kit/class-names.ts';
import { Icon } from '../../../components/kit/Icon.tsx';
import { Region } from '../../../components/kit/Region.tsx';
import { Table } from '../../../components/kit/Table.tsx';
import type { RequestRecord } from '../../../lib/store/db/schema.ts';
import { formatMoment } from '../words.ts';
import styles from './ActivitySection.module.css';
import { allowanceTone, formatDuration, MONTHLY_ALLOWANCE, outcome, usedShare } from './activity-words.ts';
import { useActivity } from './use-activity.ts';

/** Requests shown at first, and added by "Show more". */
const BATCH = 50;

/** Every request that was made to Stripe, and the month's count. */
export function ActivitySection() {
  const [limit, setLimit] = useState(BATCH);
  const activity = useActivity(limit);
  return (
    <Region
      id="activity"
      title="Activity"
      lead="Every request that ClientPlug made to Stripe. The list stays in this browser."
    >
      {activity && (
        <>
          <MonthCount count={activity.monthCount} />
          {activity.requests.length === 0 ? (
            <p className={styles.empty}>
              <Icon name="activity" size={20} />
              No requests yet. The first one is made when a key is checked.
            </p>
          ) : (
            <RequestsTable requests={activity.requests} />
          )}
          {activity.more && (
            <div>
              <Button onClick={() => setLimit(limit + BATCH)}>Show more</Button>
            </div>
          )}
        </>
      )}
    </Region>
  );
}

function MonthCount({ count }: { count: number }) {
  const number = new Intl.NumberFormat();
  const words = `${number.format(count)} of ${number.format(MONTHLY_ALLOWANCE)} reads this month`;
  return (
    <div className={styles.month}>
      <p className={styles.count}>{words}</p>
      <svg
        className={classNames(styles.meter, styles[allowanceTone(count)])}
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <rect className={styles.track} width="100" height="1" />
        <rect className={styles.used} width={100 * usedShare(count)} height="1" />
      </svg>
      <p className={styles.muted}>
        Stripe allows every account at least that many, shared by everything that reads from it.
      </p>
    </div>
  );
}

function RequestsTable({ requests }: { requests: readonly RequestRecord[] }) {
  return (
    <div className={styles.scroller}>
      <Table name="Requests to Stripe" className={styles.requests}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Path</th>
            <th scope="col">Status</th>
            <th scope="col" className={styles.number}>
              Duration
            </th>
            <th scope="col">Stripe’s request id</th>
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => {
            const { word, tone } = outcome(request.status);
            return (
              <tr key={request.id ?? `${request.at} ${request.path}`}>
                <td className={styles.time}>{formatMoment(request.at)}</td>
                <td className={styles.path}>{request.path}</td>
                <td>
                  <span className={classNames(styles.outcome, styles[tone])}>{word}</span>
                </td>
                <td className={styles.number}>{formatDuration(request.durationMs)}</td>
                <td className={styles.id}>{request.requestId ?? '—'}</td>
              </tr>
            );
          })}
        </tbody>
      </Table>
    </div>
  );
}
