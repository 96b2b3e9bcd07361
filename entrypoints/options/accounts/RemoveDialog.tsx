import { useState } from 'react';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { Dialog } from '../../../components/kit/Dialog.tsx';
import { t } from '../../../lib/i18n/catalogues/accounts.ts';
import { t as tShared } from '../../../lib/i18n/catalogues/shared.ts';
import { failureWords } from '../../../lib/i18n/failure-words.ts';
import { send } from '../../../lib/messaging/send.ts';
import type { Failure } from '../../../lib/model/failure.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import { accountAndMode } from '../account-words.ts';

interface RemoveDialogProps {
  connection: ConnectionRecord;
  onCancel: () => void;
  onDone: () => Promise<void>;
}

export function RemoveDialog({ connection, onCancel, onDone }: RemoveDialogProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const account = accountAndMode(connection);
  const remove = async () => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    const answer = await send('connection.remove', { connectionId: connection.id });
    setBusy(false);
    if (answer.ok) await onDone();
    else setFailure(answer);
  };
  return (
    <Dialog
      title={t('remove-title', { account })}
      onCancel={onCancel}
      actions={
        <>
          <Button onClick={onCancel}>{tShared('action.cancel')}</Button>
          <Button variant="danger" busy={busy} onClick={() => void remove()}>
            {t('remove')}
          </Button>
        </>
      }
    >
      <p>{t('remove-text')}</p>
      {failure && <Alert>{failureWords(failure)}</Alert>}
    </Dialog>
  );
}
