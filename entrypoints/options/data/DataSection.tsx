import { useState } from 'react';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { Dialog } from '../../../components/kit/Dialog.tsx';
import { Region } from '../../../components/kit/Region.tsx';
import { failureWords } from '../../../lib/i18n/failure-words.ts';
import { send } from '../../../lib/messaging/send.ts';
import type { Failure } from '../../../lib/model/failure.ts';
import { SettingRow } from '../SettingRow.tsx';
import styles from './DataSection.module.css';

/** Everything that ClientPlug keeps, gone in one place. */
export function DataSection({ reload }: { reload: () => Promise<void> }) {
  const [asking, setAsking] = useState(false);
  const [forgotten, setForgotten] = useState(false);
  return (
    <Region
      id="data"
      title="Data"
      lead="Everything ClientPlug knows is kept in this browser and nowhere else."
    >
      <SettingRow
        title="Forget everything"
        text="Leaves ClientPlug as it was on the day it was installed."
        status={
          <p className={styles.forgotten} role="status">
            {forgotten ? 'Everything was forgotten.' : ''}
          </p>
        }
      >
        <Button
          icon="trash"
          onClick={() => {
            setForgotten(false);
            setAsking(true);
          }}
        >
          Forget everything
        </Button>
      </SettingRow>
      {asking && (
        <ForgetDialog
          onCancel={() => setAsking(false)}
          onDone={async () => {
            setAsking(false);
            setForgotten(true);
            await reload();
          }}
        />
      )}
    </Region>
  );
}

function ForgetDialog({ onCancel, onDone }: { onCancel: () => void; onDone: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const forget = async () => {
    setBusy(true);
    setFailure(null);
    const answer = await send('data.forget', {});
    setBusy(false);
    if (answer.ok) await onDone();
    else setFailure(answer);
  };
  return (
    <Dialog
      title="Forget everything?"
      onCancel={onCancel}
      actions={
        <>
          <Button onClick={onCancel}>Cancel</Button>
          <Button variant="danger" busy={busy} onClick={() => void forget()}>
            Forget everything
          </Button>
        </>
      }
    >
      <div className={styles.question}>
        <p>
          Removes the key and the passphrase, all clients and links, figures, history, settings and the
          activity log from this browser. This cannot be undone.
        </p>
        <p>Nothing changes at Stripe; a key stays valid there until you delete it.</p>
        {failure && <Alert>{failureWords(failure)}</Alert>}
      </div>
    </Dialog>
  );
}
