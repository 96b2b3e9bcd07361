import uFuzzy from '@leeoniya/ufuzzy';
import { matches, searchWords } from './search-text.ts';

/** Letters of a word may stand apart ("Anna-Lena"), or one may be wrong. */
const WITHIN_WORD = "[\\p{L}\\d' -]";
const SHARED = {
  unicode: true,
  interSplit: ' +',
  intraSplit: null,
  interBound: '[^\\p{L}\\d]',
  // Labels are joined by line breaks, which "." would not cross.
  interChars: '[\\s\\S]',
  // Ties keep the order of the labels.
  compare: () => 0,
};
const exact = new uFuzzy(SHARED);
const oneError = new uFuzzy({ ...SHARED, intraMode: 1, intraChars: WITHIN_WORD });

/** More words than this are not tried in every order: 3! is 6 searches. */
const WORDS_IN_ANY_ORDER = 3;
/** Ranking more would take longer than a frame, and nobody reads them. */
const MOST_RANKED = 1000;

/**
 * Positions of the labels that hold every word of the query, the most relevant first: whole words and beginnings before
 * parts of words, and what stands first before what stands last. Where no label does, those whose name does with
 * one letter wrong in a word. @param labels as `searchText` folds them
 */
export function rankedSearch(labels: readonly string[], query: string): number[] {
  const words = searchWords(query);
  const found: number[] = [];
  for (const [at, label] of labels.entries()) if (matches(label, words)) found.push(at);
  const needle = lettersAndDigits(words);
  if (needle === '' || found.length > MOST_RANKED) return found;
  return found.length > 0
    ? ranked(exact, labels, needle, found)
    : ranked(oneError, labels.map(nameIn), needle);
}

/** Labels begin with a name. Looking for wrong letters in all of a label takes five times as long. */
const nameIn = (label: string): string => label.split('\n', 1)[0] ?? '';

function ranked(search: uFuzzy, labels: readonly string[], needle: string, among?: number[]): number[] {
  const haystack = labels as string[];
  const [found, info, order] = search.search(haystack, needle, WORDS_IN_ANY_ORDER, MOST_RANKED, among);
  if (!found) return among ?? [];
  if (!order) return found;
  const positions = order.map((at) => info.idx[at] ?? 0);
  // What the ranking leaves out was found all the same.
  return among && positions.length < among.length ? [...new Set([...positions, ...among])] : positions;
}

/** uFuzzy reads "-word" as "without word", and quotes as more than quotes. */
const lettersAndDigits = (words: readonly string[]): string =>
  words
    .join(' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
