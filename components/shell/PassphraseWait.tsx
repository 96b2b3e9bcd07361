import { t } from '../../lib/i18n/catalogues/unlock.ts';
import { failureWords } from '../../lib/i18n/failure-words.ts';
import type { Failure } from '../../lib/model/failure.ts';
import styles from './PassphraseWait.module.css';

/** A timer, not an alert: the seconds are not read out. */
export function PassphraseWait({ left }: { left: number }) {
  if (left === 0) return null;
  return (
    <p role="timer" className={styles.wait}>
      {t('wait', { seconds: left })}
    </p>
  );
}

/** Omits the seconds, which the timer shows. */
export function unlockFailureWords({ ok, code }: Failure): string {
  return failureWords({ ok, code });
}
