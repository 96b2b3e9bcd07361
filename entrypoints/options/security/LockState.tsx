import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { classNames } from '../../../components/kit/class-names.ts';
import { Icon } from '../../../components/kit/Icon.tsx';
import { SecretField } from '../../../components/kit/SecretField.tsx';
import { PassphraseWait, unlockFailureWords } from '../../../components/shell/PassphraseWait.tsx';
import { useCountdown, waitOf } from '../../../components/shell/use-countdown.ts';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { t as tShared } from '../../../lib/i18n/catalogues/shared.ts';
import { t as tUnlock } from '../../../lib/i18n/catalogues/unlock.ts';
import type { VaultState } from '../../../lib/messaging/messages.ts';
import { send } from '../../../lib/messaging/send.ts';
import type { Failure } from '../../../lib/model/failure.ts';
import { fieldOf } from '../stripe/key-form.ts';
import { lockWords } from './lock-words.ts';
import styles from './SecuritySection.module.css';

interface LockStateProps {
  vault: VaultState;
  changed: boolean;
  reload: () => Promise<void>;
}

export function LockState({ vault, changed, reload }: LockStateProps) {
  const passphrase = useRef<HTMLInputElement>(null);
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [refreshing, setRefreshing] = useState(false);
  const [wait, setWait] = useState<{ seconds: number } | null>(null);
  const left = useCountdown(wait);
  const words = lockWords(vault);
  const usable = vault.exists && vault.trouble === null;

  // Wrong passphrases are counted across pages and restarts, so the background knows more.
  useEffect(() => {
    setWait(vault.waitSeconds > 0 ? { seconds: vault.waitSeconds } : null);
  }, [vault]);

  const run = async (work: () => Promise<void>) => {
    if (running.current || left > 0) return;
    running.current = true;
    setBusy(true);
    setFailure(null);
    setRefreshing(false);
    await work();
    running.current = false;
    setBusy(false);
    await reload();
  };
  const unlock = (event: SubmitEvent) => {
    event.preventDefault();
    const field = passphrase.current;
    if (field?.value === '') {
      setFailure({ ok: false, code: 'passphrase-empty' });
      field.focus();
      return;
    }
    void run(async () => {
      const answer = await send('vault.unlock', { passphrase: field?.value ?? '' });
      if (field) field.value = '';
      if (answer.ok) {
        setRefreshing(answer.refreshStarted);
      } else {
        setFailure(answer);
        setWait(waitOf(answer));
        field?.focus();
      }
    });
  };
  const lock = () =>
    void run(async () => {
      const answer = await send('vault.lock', {});
      if (!answer.ok) setFailure(answer);
    });

  const atField = failure !== null && usable && !vault.unlocked && fieldOf(failure) === 'passphrase';
  return (
    <div className={styles.lock}>
      <div className={styles.lockTop}>
        <div className={styles.status} role="status">
          <span className={classNames(styles.disc, vault.unlocked && styles.discOpen)}>
            <Icon name={vault.unlocked ? 'unlock' : 'lock'} size={18} />
          </span>
          <div>
            <p className={styles.statusTitle}>{words.state}</p>
            <p className={styles.muted}>{words.meaning}</p>
            {changed && <p className={styles.done}>{t('passphrase.changed')}</p>}
            {refreshing && <p className={styles.done}>{t('lock.refresh-started')}</p>}
          </div>
        </div>
        {usable && vault.unlocked && (
          <Button icon="lock" busy={busy} onClick={lock}>
            {tShared('action.lock-now')}
          </Button>
        )}
      </div>
      {usable && !vault.unlocked && (
        <form className={styles.unlock} aria-label={tUnlock('action')} onSubmit={unlock} noValidate>
          <SecretField
            ref={passphrase}
            label={tUnlock('passphrase')}
            className={styles.unlockField}
            error={atField && failure ? unlockFailureWords(failure) : null}
          />
          <Button
            type="submit"
            variant="primary"
            className={styles.unlockButton}
            busy={busy}
            disabled={left > 0}
          >
            {tUnlock('action')}
          </Button>
          <PassphraseWait left={left} />
          <p className={styles.forgot}>
            <a href="#forgot">{tUnlock('forgot')}</a>
          </p>
        </form>
      )}
      {failure && !atField && <Alert>{unlockFailureWords(failure)}</Alert>}
    </div>
  );
}
