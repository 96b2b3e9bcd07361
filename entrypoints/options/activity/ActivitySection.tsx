import { useState } from 'react';
import { Button } from '../../../components/kit/Button.tsx';
import { classNames } from '../../../components/kit/class-names.ts';
import { Icon } from '../../../components/kit/Icon.tsx';
import { Region } from '../../../components/kit/Region.tsx';
import { Table } from '../../../components/kit/Table.tsx';
import { CopyDiagnostics } from '../../../components/shell/CopyDiagnostics.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { formats } from '../../../lib/i18n/formats.ts';
import type { RequestRecord } from '../../../lib/store/db/schema.ts';
import { Unreadable } from '../Unreadable.tsx';
import styles from './ActivitySection.module.css';
import { allowanceTone, MONTHLY_ALLOWANCE, outcome, usedShare } from './activity-words.ts';
import { useActivity } from './use-activity.ts';

const BATCH = 50;

export function ActivitySection() {
  const [limit, setLimit] = useState(BATCH);
  const activity = useActivity(limit);
  return (
    <Region id="activity" title={t('section.activity')} lead={t('activity.lead')}>
      {activity === 'unreadable' && <Unreadable>{t('unreadable.activity')}</Unreadable>}
      {activity && activity !== 'unreadable' && (
        <>
          <MonthCount count={activity.monthCount} />
          {activity.requests.length === 0 ? (
            <p className={styles.empty}>
              <Icon name="activity" size={20} />
              {t('activity.empty')}
            </p>
          ) : (
            <RequestsTable requests={activity.requests} />
          )}
          {activity.more && (
            <div>
              <Button onClick={() => setLimit(limit + BATCH)}>{t('activity.more')}</Button>
            </div>
          )}
        </>
      )}
      <CopyDiagnostics />
    </Region>
  );
}

function MonthCount({ count }: { count: number }) {
  return (
    <div className={styles.month}>
      <p className={styles.count}>{t('activity.count', { count, allowance: MONTHLY_ALLOWANCE })}</p>
      <svg
        className={classNames(styles.meter, styles[allowanceTone(count)])}
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <rect className={styles.track} width="100" height="1" />
        <rect className={styles.used} width={100 * usedShare(count)} height="1" />
      </svg>
      <p className={styles.muted}>{t('activity.allowance')}</p>
    </div>
  );
}

function RequestsTable({ requests }: { requests: readonly RequestRecord[] }) {
  return (
    <div className={styles.scroller}>
      <Table name={t('activity.table')} className={styles.requests}>
        <thead>
          <tr>
            <th scope="col">{t('activity.time')}</th>
            <th scope="col">{t('activity.path')}</th>
            <th scope="col">{t('activity.status')}</th>
            <th scope="col" className={styles.number}>
              {t('activity.duration')}
            </th>
            <th scope="col">{t('activity.request-id')}</th>
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => {
            const { word, tone } = outcome(request.status);
            return (
              <tr key={request.id ?? `${request.at} ${request.path}`}>
                <td className={styles.time}>{formats.moment(request.at)}</td>
                <td className={styles.path}>{request.path}</td>
                <td>
                  <span className={classNames(styles.outcome, styles[tone])}>{word}</span>
                </td>
                <td className={styles.number}>
                  {request.status === null ? '—' : formats.duration(request.durationMs)}
                </td>
                <td className={styles.id}>{request.requestId ?? '—'}</td>
              </tr>
            );
          })}
        </tbody>
      </Table>
    </div>
  );
}
