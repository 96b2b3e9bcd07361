import { failureWords } from '../../lib/i18n/failure-words.ts';
import type { Failure } from '../../lib/model/failure.ts';
import styles from './PassphraseWait.module.css';

/**
 * After too many wrong passphrases: how long until the next try. It is a timer and no alert: a second that passes is
 * nothing to be read out.
 */
export function PassphraseWait({ left }: { left: number }) {
  if (left === 0) return null;
  return (
    <p role="timer" className={styles.wait}>
      The next try is possible in {left} {left === 1 ? 'second' : 'seconds'}.
    </p>
  );
}

/** The sentence without its seconds, which would stand still beside those that run. */
export function unlockFailureWords({ ok, code }: Failure): string {
  return failureWords({ ok, code });
}
