import { useId, useState } from 'react';
import { Note } from '../../components/Alert.tsx';
import { Button } from '../../components/Button.tsx';
import { formatDay } from '../../lib/i18n/format.ts';
import type { ConnectionRecord } from '../../lib/store/schema.ts';
import { PermissionsTable } from './PermissionsTable.tsx';
import styles from './StripeSection.module.css';
import { accountAndMode, keyLabel } from './words.ts';

interface AccountDetailsProps {
  connection: ConnectionRecord;
  /** The only account: its name stands in the status above, its permissions are open. */
  alone: boolean;
  onDisconnect: () => void;
}

/** One connected account: its key, what the key may read, and the way out. */
export function AccountDetails({ connection, alone, onDisconnect }: AccountDetailsProps) {
  const id = useId();
  const missing = Object.values(connection.permissions).includes(false);
  const [open, setOpen] = useState(alone || missing);
  const shown = open || alone;
  return (
    <fieldset className={styles.account}>
      <legend className={alone ? styles.legendHidden : styles.legend} id={`${id}-name`}>
        {accountAndMode(connection)}
      </legend>
      <div className={styles.accountTop}>
        <div>
          <p>{keyLabel(connection)}</p>
          <p className={styles.muted}>
            {connection.lastRefresh === null
              ? 'Nothing read yet. Refresh in the popup or the dashboard.'
              : `Last refreshed ${formatDay(connection.lastRefresh)}`}
          </p>
        </div>
        <div className={styles.accountButtons}>
          {!alone && (
            <Button
              variant="quiet"
              aria-expanded={open}
              aria-describedby={`${id}-name`}
              onClick={() => setOpen(!open)}
            >
              {open ? 'Hide permissions' : 'Show permissions'}
            </Button>
          )}
          <Button aria-describedby={alone ? undefined : `${id}-name`} onClick={onDisconnect}>
            Disconnect
          </Button>
        </div>
      </div>
      {connection.keyKind === 'secret' && (
        <Note>
          This full secret key works, but a restricted one is safer: with it, Stripe itself refuses everything
          except reading.
        </Note>
      )}
      {shown && <PermissionsTable permissions={connection.permissions} name="Permissions" />}
    </fieldset>
  );
}
