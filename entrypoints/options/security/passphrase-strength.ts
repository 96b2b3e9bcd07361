/** The page measures, since a service worker can't load zxcvbn on demand. The background decides. */

import { t } from '../../../lib/i18n/catalogues/options.ts';
import { PASSPHRASE_MIN_LENGTH, PASSPHRASE_MIN_SCORE } from '../../../lib/model/passphrase-rule.ts';

/** As the key is derived, so both sides count the same characters. */
const derivedForm = (passphrase: string): string => passphrase.normalize('NFKC');

const lengthOf = (passphrase: string): number => [...derivedForm(passphrase)].length;

type Score = (passphrase: string) => number;
type Load = () => Promise<{ scoreOf: Score }>;

const loadLibrary: Load = () => import('./zxcvbn.ts');

/** Nothing if long enough, empty, or the library can't be loaded. */
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

/** Page state holds this code, never the passphrase. */
export type StrengthHint = 'nothing' | 'long-enough' | 'hard-to-guess' | { missing: number };

export async function strengthHint(passphrase: string, load: Load = loadLibrary): Promise<StrengthHint> {
  if (passphrase.trim() === '') return 'nothing';
  const missing = PASSPHRASE_MIN_LENGTH - lengthOf(passphrase);
  if (missing <= 0) return 'long-enough';
  const { score } = await measureStrength(passphrase, load);
  return score !== undefined && score >= PASSPHRASE_MIN_SCORE ? 'hard-to-guess' : { missing };
}

/** Always shown, to avoid layout shifts. */
export const ruleWords = (): string => t('passphrase.rule', { count: PASSPHRASE_MIN_LENGTH });

export function hintWords(hint: StrengthHint): string {
  if (hint === 'nothing') return '';
  if (typeof hint === 'object') return t('passphrase.hint-missing', { count: hint.missing });
  return t(`passphrase.hint-${hint}`);
}
