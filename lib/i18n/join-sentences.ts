import { t } from './catalogues/clients.ts';

/** One after the other, without the last full stop; '' for none. */
export function joinSentences(sentences: readonly string[]): string {
  return sentences.length === 0 ? '' : sentences.reduce((first, second) => t('sentences', { first, second }));
}
