import { useEffect, useRef, useState } from 'react';
import { t } from '../../lib/i18n/catalogues/unlock.ts';
import { send } from '../../lib/messaging/send.ts';
import type { Failure } from '../../lib/model/failure.ts';
import { Alert } from '../kit/Alert.tsx';
import { Button } from '../kit/Button.tsx';
import { Icon } from '../kit/Icon.tsx';
import { SecretField } from '../kit/SecretField.tsx';
import { PageLink } from './PageLink.tsx';
import { PassphraseWait, unlockFailureWords } from './PassphraseWait.tsx';
import styles from './UnlockForm.module.css';
import { useCountdown, waitOf } from './use-countdown.ts';

interface UnlockFormProps {
  onUnlocked: (refreshStarted: boolean) => void;
  onCancel?: () => void;
}

export function UnlockForm({ onUnlocked, onCancel }: UnlockFormProps) {
  const field = useRef<HTMLInputElement>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const [wait, setWait] = useState<{ seconds: number } | null>(null);
  const left = useCountdown(wait);
  useEffect(() => {
    field.current?.focus();
    let gone = false;
    // Wrong passphrases count across pages and restarts.
    void send('vault.state', {}).then((state) => {
      if (!gone && state.ok && state.waitSeconds > 0) setWait({ seconds: state.waitSeconds });
    });
    return () => {
      gone = true;
    };
  }, []);

  const unlock = async () => {
    const input = field.current;
    if (!input || busy || left > 0) return;
    if (input.value === '') {
      setFailure({ ok: false, code: 'passphrase-empty' });
      input.focus();
      return;
    }
    setBusy(true);
    setFailure(null);
    const answer = await send('vault.unlock', { passphrase: input.value });
    setBusy(false);
    input.value = '';
    if (answer.ok) onUnlocked(answer.refreshStarted);
    else {
      setFailure(answer);
      setWait(waitOf(answer));
      input.focus();
    }
  };

  return (
    <form
      aria-label={t('action')}
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void unlock();
      }}
    >
      <h2 className={styles.title}>
        <Icon name="lock" />
        {t('to-refresh')}
      </h2>
      <div className={styles.row}>
        <SecretField
          ref={field}
          label={t('passphrase')}
          labelHidden
          compact
          placeholder={t('passphrase')}
          className={styles.field}
        />
        <Button type="submit" variant="primary" busy={busy} disabled={left > 0}>
          {t('action')}
        </Button>
        {onCancel && (
          <Button variant="quiet" onClick={onCancel}>
            {t('not-now')}
          </Button>
        )}
      </div>
      {failure && <Alert>{unlockFailureWords(failure)}</Alert>}
      <PassphraseWait left={left} />
      <PageLink path="options.html#forgot">{t('forgot')}</PageLink>
    </form>
  );
}
