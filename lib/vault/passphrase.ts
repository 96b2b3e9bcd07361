/**
 * What may protect a vault: twelve characters, or a shorter one that is hard to guess. No composition rules
 * (NIST SP 800-63B, 5.1.1.2: they make passphrases worse).
 */
import { failure, type VaultResult } from './result.ts';

/** zxcvbn's score, 0 (guessed at once) to 4. A promise, since the library is loaded only when it is asked. */
export type Strength = (passphrase: string) => Promise<number>;

export const LONG_ENOUGH = 12;
export const STRONG_ENOUGH = 3;

/** Characters as NIST counts them: code points, of the form that is derived from (NFKC). */
export function passphraseLength(passphrase: string): number {
  return [...passphrase.normalize('NFKC')].length;
}

/** Whether a new passphrase may be used. Existing ones are never judged again. */
export async function judgePassphrase(passphrase: string, strength: Strength): Promise<VaultResult> {
  if (passphrase.trim() === '') return failure('passphrase-empty');
  if (passphraseLength(passphrase) >= LONG_ENOUGH) return { ok: true };
  try {
    return (await strength(passphrase)) >= STRONG_ENOUGH ? { ok: true } : failure('passphrase-weak');
  } catch {
    // The library could not be loaded: the length alone decides, and it was not enough.
    return failure('passphrase-weak');
  }
}
