import { useId, useState } from 'react';
import { Note } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { classNames } from '../../../components/kit/class-names.ts';
import { Icon } from '../../../components/kit/Icon.tsx';
import { visuallyHidden } from '../../../components/kit/VisuallyHidden.tsx';
import { nowSeconds } from '../../../lib/clients/now.ts';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { formats } from '../../../lib/i18n/formats.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import { accountAndMode } from '../account-words.ts';
import { apiKeysLink } from './api-keys-link.tsx';
import { rotationDue } from './key-hygiene.ts';
import { PermissionsTable } from './PermissionsTable.tsx';
import styles from './StripeSection.module.css';

interface AccountDetailsProps {
  connection: ConnectionRecord;
  alone: boolean;
  onDisconnect: () => void;
}

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
            {connection.keyHint && <span>{t('account.key-ending', { digits: connection.keyHint })}</span>}
          </p>
          <p className={styles.muted}>
            {connection.lastRefresh === null
              ? t('account.never-refreshed')
              : t('account.last-refreshed', { day: formats.day(connection.lastRefresh) })}
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
              {open ? t('account.hide-permissions') : t('account.show-permissions')}
            </Button>
          )}
          <Button aria-describedby={alone ? undefined : `${id}-name`} onClick={onDisconnect}>
            {t('account.disconnect')}
          </Button>
        </div>
      </div>
      {connection.keyKind === 'secret' && <Note>{t('account.full-key')}</Note>}
      {due !== null && (
        <Note>
          {t.rich('account.replace-key', { day: formats.day(due), link: apiKeysLink(connection.mode) })}
        </Note>
      )}
      {shown && <PermissionsTable permissions={connection.permissions} name={t('permissions.title')} />}
    </fieldset>
  );
}

/** Shows whether Stripe itself keeps this key from writing. */
function KeyKind({ kind }: { kind: ConnectionRecord['keyKind'] }) {
  const restricted = kind === 'restricted';
  return (
    <span className={classNames(styles.kind, restricted ? styles.kindGood : styles.kindFull)}>
      <Icon name={restricted ? 'shield' : 'alert'} size={14} />
      {t(`key-kind.${kind}`)}
    </span>
  );
}
