import { classNames } from '../../../components/kit/class-names.ts';
import { Icon } from '../../../components/kit/Icon.tsx';
import { VisuallyHidden } from '../../../components/kit/VisuallyHidden.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { formats } from '../../../lib/i18n/formats.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import { accountAndMode } from '../account-words.ts';
import styles from './StripeSection.module.css';

interface ConnectionStatusProps {
  connections: readonly ConnectionRecord[];
  trouble: boolean;
  checking: boolean;
  outcome: string;
}

/** The section's only live region. */
export function ConnectionStatus({ connections, trouble, checking, outcome }: ConnectionStatusProps) {
  const connected = connections.some((connection) => connection.connected);
  const stuck = connected && trouble;
  return (
    <div className={styles.status} role="status">
      <span className={classNames(styles.disc, connected && styles.discOn, stuck && styles.discTrouble)}>
        <Icon name={stuck ? 'alert' : connected ? 'check' : 'plug'} size={18} />
      </span>
      <div className={styles.statusWords}>
        <p className={styles.statusTitle}>
          {stuck ? t('status.stuck') : connected ? t('status.connected') : t('status.not-connected')}
        </p>
        {connections.map((connection) => (
          <p key={connection.id} className={styles.statusLine}>
            {connection.connected ? accountAndMode(connection) : keptWords(connection)}
          </p>
        ))}
        {connections.length === 0 && <p className={styles.statusLine}>{t('status.save-a-key')}</p>}
        {outcome && <p className={styles.outcome}>{outcome}</p>}
        {checking && <VisuallyHidden>{t('status.checking')}</VisuallyHidden>}
      </div>
    </div>
  );
}

function keptWords(connection: ConnectionRecord): string {
  const { lastRefresh } = connection;
  const account = accountAndMode(connection);
  return lastRefresh === null
    ? t('status.disconnected', { account })
    : t('status.disconnected-as-of', { account, day: formats.day(lastRefresh) });
}
