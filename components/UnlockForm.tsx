import { useEffect, useRef, useState } from 'react';
import { failureWords } from '../lib/i18n/words.ts';
import type { Failure } from '../lib/messaging/messages.ts';
import { send } from '../lib/messaging/send.ts';
import { Alert } from './Alert.tsx';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { SecretField } from './TextField.tsx';
import styles from './UnlockForm.module.css';

interface UnlockFormProps {
  /** What waits for it, as a heading. */
  title: string;
  onUnlocked: (refreshStarted: boolean) => void;
  onCancel?: () => void;
}

export function UnlockForm({ title, onUnlocked, onCancel }: UnlockFormProps) {
  const field = useRef<HTMLInputElement>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    field.current?.focus();
  }, []);

  const unlock = async () => {
    const input = field.current;
    if (!input || busy) return;
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
      input.focus();
    }
  };

  return (
    <form
      aria-label="Unlock"
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void unlock();
      }}
    >
      <h2 className={styles.title}>
        <Icon name="lock" />
        {title}
      </h2>
      <div className={styles.row}>
        <SecretField
          ref={field}
          label="Passphrase"
          labelHidden
          placeholder="Passphrase"
          className={styles.field ?? ''}
        />
        <Button type="submit" variant="primary" busy={busy}>
          Unlock
        </Button>
        {onCancel && (
          <Button variant="quiet" onClick={onCancel}>
            Not now
          </Button>
        )}
      </div>
      {failure && <Alert>{failureWords(failure)}</Alert>}
    </form>
  );
}
