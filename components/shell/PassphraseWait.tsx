import { t } from '../../lib/i18n/catalogues/unlock.ts';
import { failureWords } from '../../lib/i18n/failure-words.ts';
import type { Failure } from '../../lib/model/failure.ts';
import styles from './PassphraseWait.module.css';

/** How long until the next try. A timer, not an alert: the passing seconds are not read out. */
export function PassphraseWait({ left }: { left: number }) {
  if (left === 0) return null;
  return (
    <p role="timer" className={styles.wait}>
      {t('wait', { seconds: left })}
    </p>
  );
}

/** The failure without its seconds, which the timer beside it counts down. */
export function unlockFailureWords({ ok, code }: Failure): string {
  return failureWords({ ok, code });
}
