import { useRef, useState } from 'react';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { Dialog } from '../../../components/kit/Dialog.tsx';
import { SecretField } from '../../../components/kit/SecretField.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { t as tShared } from '../../../lib/i18n/catalogues/shared.ts';
import { t as tUnlock } from '../../../lib/i18n/catalogues/unlock.ts';
import { failureWords } from '../../../lib/i18n/failure-words.ts';
import { send } from '../../../lib/messaging/send.ts';
import type { Failure } from '../../../lib/model/failure.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import { accountAndMode } from '../account-words.ts';
import { apiKeysLink } from './api-keys-link.tsx';
import { fieldOf } from './key-form.ts';
import styles from './StripeSection.module.css';

interface DisconnectDialogProps {
  connection: ConnectionRecord;
  several: boolean;
  unlocked: boolean;
  onCancel: () => void;
  onDone: () => Promise<void>;
}

export function DisconnectDialog({ connection, several, unlocked, onCancel, onDone }: DisconnectDialogProps) {
  const passphrase = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  // Removing one of several keys needs an open vault; the last goes with the vault.
  const asks = several && !unlocked;

  const disconnect = async () => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    const field = passphrase.current;
    const opened = field ? await send('vault.unlock', { passphrase: field.value }) : null;
    if (opened?.ok && field) field.value = '';
    const answer =
      opened && !opened.ok ? opened : await send('connection.disconnect', { connectionId: connection.id });
    setBusy(false);
    if (answer.ok) {
      await onDone();
      return;
    }
    // Don't leave the passphrase in the page.
    if (field) field.value = '';
    setFailure(answer);
    if (fieldOf(answer) === 'passphrase') passphrase.current?.focus();
  };
  const atField = asks && failure !== null && fieldOf(failure) === 'passphrase';
  return (
    <Dialog
      title={t('disconnect.title')}
      onCancel={onCancel}
      onSubmit={() => void disconnect()}
      actions={
        <>
          <Button onClick={onCancel}>{tShared('action.cancel')}</Button>
          <Button type="submit" variant="danger" busy={busy}>
            {t('account.disconnect')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        {several && <p className={styles.strong}>{accountAndMode(connection)}</p>}
        <p>{t('disconnect.clients')}</p>
        <p>{t.rich('disconnect.key', { link: apiKeysLink(connection.mode) })}</p>
        {asks && (
          <SecretField
            ref={passphrase}
            label={tUnlock('passphrase')}
            description={t('key.passphrase-hint')}
            error={atField && failure ? failureWords(failure) : null}
          />
        )}
        {failure && !atField && <Alert>{failureWords(failure)}</Alert>}
      </div>
    </Dialog>
  );
}
