import { useState } from 'react';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { Dialog } from '../../../components/kit/Dialog.tsx';
import { Region } from '../../../components/kit/Region.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { t as tShared } from '../../../lib/i18n/catalogues/shared.ts';
import { failureWords } from '../../../lib/i18n/failure-words.ts';
import { send } from '../../../lib/messaging/send.ts';
import type { Failure } from '../../../lib/model/failure.ts';
import { SettingRow } from '../SettingRow.tsx';
import { apiKeysLink } from '../stripe/api-keys-link.tsx';
import styles from './DataSection.module.css';

export function DataSection({ reload }: { reload: () => Promise<void> }) {
  const [asking, setAsking] = useState(false);
  const [forgotten, setForgotten] = useState(false);
  return (
    <Region id="data" title={t('section.data')} lead={t('data.lead')}>
      <SettingRow
        title={t('forget.action')}
        text={t('forget.hint')}
        status={
          <p className={styles.forgotten} role="status">
            {forgotten ? t('forget.done') : ''}
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
          {t('forget.action')}
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
      title={t('forget.title')}
      onCancel={onCancel}
      actions={
        <>
          <Button onClick={onCancel}>{tShared('action.cancel')}</Button>
          <Button variant="danger" busy={busy} onClick={() => void forget()}>
            {t('forget.action')}
          </Button>
        </>
      }
    >
      <div className={styles.question}>
        <p>{t('forget.what')}</p>
        <p>{t.rich('forget.stripe', { link: apiKeysLink('live') })}</p>
        {failure && <Alert>{failureWords(failure)}</Alert>}
      </div>
    </Dialog>
  );
}
