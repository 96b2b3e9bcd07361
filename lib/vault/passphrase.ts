/**
 * What may protect a vault: twelve characters, or a shorter one that is hard to guess. No composition rules
 * (NIST SP 800-63B, 5.1.1.2: they make passphrases worse).
 */
import { PASSPHRASE_MIN_LENGTH, PASSPHRASE_MIN_SCORE } from '../model/passphrase-rule.ts';
import { failure, type VaultResult } from './result.ts';

/** Characters as NIST counts them: code points, of the form that is derived from (NFKC). */
export function passphraseLength(passphrase: string): number {
  return [...passphrase.normalize('NFKC')].length;
}

/**
 * Whether a new passphrase may be used. Existing ones are never judged again.
 * @param score zxcvbn's, 0 (guessed at once) to 4, of a passphrase below twelve characters; without one the
 * length alone decides
 */
export function judgePassphrase(passphrase: string, score?: number): VaultResult {
  if (passphrase.trim() === '') return failure('passphrase-empty');
  if (passphraseLength(passphrase) >= PASSPHRASE_MIN_LENGTH) return { ok: true };
  return score !== undefined && score >= PASSPHRASE_MIN_SCORE ? { ok: true } : failure('passphrase-weak');
}
