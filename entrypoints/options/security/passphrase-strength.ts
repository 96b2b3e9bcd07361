/**
 * How hard a new passphrase below twelve characters is to guess. The background decides (lib/vault/passphrase.ts);
 * the page measures, because a service worker cannot load a library on demand.
 */

import { t } from '../../../lib/i18n/catalogues/options.ts';
import { PASSPHRASE_MIN_LENGTH, PASSPHRASE_MIN_SCORE } from '../../../lib/model/passphrase-rule.ts';

/** In the form that the key is derived from, so that both sides count and measure the same characters. */
const derivedForm = (passphrase: string): string => passphrase.normalize('NFKC');

const lengthOf = (passphrase: string): number => [...derivedForm(passphrase)].length;

type Score = (passphrase: string) => number;
type Load = () => Promise<{ scoreOf: Score }>;

const loadLibrary: Load = () => import('./zxcvbn.ts');

/** `{ score }`, or nothing to say: long enough, empty, or the library could not be loaded and the length alone counts. */
export async function measureStrength(
  passphrase: string,
  load: Load = loadLibrary,
): Promise<{ score?: number }> {
  if (passphrase.trim() === '' || lengthOf(passphrase) >= PASSPHRASE_MIN_LENGTH) return {};
  try {
    return { score: (await load()).scoreOf(derivedForm(passphrase)) };
  } catch {
    return {};
  }
}

/** What to say below the field; the code alone is kept in the page's state, never the passphrase. */
export type StrengthHint = 'nothing' | 'long-enough' | 'hard-to-guess' | { missing: number };

export async function strengthHint(passphrase: string, load: Load = loadLibrary): Promise<StrengthHint> {
  if (passphrase.trim() === '') return 'nothing';
  const missing = PASSPHRASE_MIN_LENGTH - lengthOf(passphrase);
  if (missing <= 0) return 'long-enough';
  const { score } = await measureStrength(passphrase, load);
  return score !== undefined && score >= PASSPHRASE_MIN_SCORE ? 'hard-to-guess' : { missing };
}

/** Always there, so that nothing moves while the other sentence comes and goes. */
export const ruleWords = (): string => t('passphrase.rule', { count: PASSPHRASE_MIN_LENGTH });

/** One short line. */
export function hintWords(hint: StrengthHint): string {
  if (hint === 'nothing') return '';
  if (typeof hint === 'object') return t('passphrase.hint-missing', { count: hint.missing });
  return t(`passphrase.hint-${hint}`);
}
