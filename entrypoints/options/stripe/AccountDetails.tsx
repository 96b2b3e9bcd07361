import { useId, useState } from 'react';
import { Note } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { classNames } from '../../../components/kit/class-names.ts';
import { Icon } from '../../../components/kit/Icon.tsx';
import { visuallyHidden } from '../../../components/kit/VisuallyHidden.tsx';
import { nowSeconds } from '../../../lib/clients/now.ts';
import { formats } from '../../../lib/i18n/formats.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import { accountAndMode, KEY_KIND_WORDS } from '../words.ts';
import { rotationDue } from './key-hygiene.ts';
import { PermissionsTable } from './PermissionsTable.tsx';
import styles from './StripeSection.module.css';

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
  const due = rotationDue(connection, nowSeconds());
  return (
    <fieldset className={styles.account}>
      <legend className={alone ? visuallyHidden : styles.legend} id={`${id}-name`}>
        {accountAndMode(connection)}
      </legend>
      <div className={styles.accountTop}>
        <div>
          <p className={styles.key}>
            <KeyKind kind={connection.keyKind} />
            {connection.keyHint && <span>ending in {connection.keyHint}</span>}
          </p>
          <p className={styles.muted}>
            {connection.lastRefresh === null
              ? 'Nothing read yet. Refresh in the popup or the dashboard.'
              : `Last refreshed ${formats.day(connection.lastRefresh)}`}
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
      {due !== null && (
        <Note>
          This key has been here since {formats.day(due)}. Stripe recommends replacing keys regularly: create
          a new one at Stripe, paste it under Update Key, then delete the old one at Stripe.
        </Note>
      )}
      {shown && <PermissionsTable permissions={connection.permissions} name="Permissions" />}
    </fieldset>
  );
}

/** The one thing to see at a glance: whether Stripe itself keeps this key from writing. */
function KeyKind({ kind }: { kind: ConnectionRecord['keyKind'] }) {
  const restricted = kind === 'restricted';
  return (
    <span className={classNames(styles.kind, restricted ? styles.kindGood : styles.kindFull)}>
      <Icon name={restricted ? 'shield' : 'alert'} size={14} />
      {KEY_KIND_WORDS[kind]}
    </span>
  );
}
