import { useState } from 'react';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { Dialog } from '../../../components/kit/Dialog.tsx';
import { Region } from '../../../components/kit/Region.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { t as tShared } from '../../../lib/i18n/catalogues/shared.ts';
import { failureWords } from '../../../lib/i18n/failure-words.ts';
import { send } from '../../../lib/messaging/send.ts';
import type { Mode } from '../../../lib/model/connection.ts';
import type { Failure } from '../../../lib/model/failure.ts';
import { SettingRow } from '../SettingRow.tsx';
import { apiKeysLink } from '../stripe/api-keys-link.tsx';
import { linkMode } from '../stripe/restricted-key-link.ts';
import type { PageState } from '../use-page-state.ts';
import styles from './DataSection.module.css';

interface DataSectionProps {
  state: PageState;
  reload: () => Promise<void>;
}

export function DataSection({ state, reload }: DataSectionProps) {
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
          links={linkMode(state.stored.ok ? state.stored.connections : [])}
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

interface ForgetDialogProps {
  /** Which of Stripe's pages of keys to point to. */
  links: Mode;
  onCancel: () => void;
  onDone: () => Promise<void>;
}

function ForgetDialog({ links, onCancel, onDone }: ForgetDialogProps) {
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
        <p>{t.rich('forget.stripe', { link: apiKeysLink(links) })}</p>
        {failure && <Alert>{forgetFailureWords(failure)}</Alert>}
      </div>
    </Dialog>
  );
}

function forgetFailureWords(failure: Failure): string {
  const left = failure.detail?.left;
  if (!left) return failureWords(failure);
  return t('forget.left', { parts: left.map((part) => t(`forget.left-${part}`)).join('; ') });
}
