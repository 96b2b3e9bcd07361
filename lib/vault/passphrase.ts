/** No composition rules: they make passphrases worse (NIST SP 800-63B, 5.1.1.2). */
import { PASSPHRASE_MIN_LENGTH, PASSPHRASE_MIN_SCORE } from '../model/passphrase-rule.ts';
import { failure, type VaultResult } from './result.ts';

/** Counts code points after NFKC, as NIST does. */
export function passphraseLength(passphrase: string): number {
  return [...passphrase.normalize('NFKC')].length;
}

/** Only for new passphrases. `score` is zxcvbn's, 0 to 4; without it only the length counts. */
export function judgePassphrase(passphrase: string, score?: number): VaultResult {
  if (passphrase.trim() === '') return failure('passphrase-empty');
  if (passphraseLength(passphrase) >= PASSPHRASE_MIN_LENGTH) return { ok: true };
  return score !== undefined && score >= PASSPHRASE_MIN_SCORE ? { ok: true } : failure('passphrase-weak');
}
