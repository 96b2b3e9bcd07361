import { english } from './english.ts';
import type { WordTable } from './word-table.ts';

const TABLES: Readonly<Record<string, WordTable>> = { en: english };

/** The table of a locale's language; English where there is none. */
export function tableFor(locale?: string): WordTable {
  const language = (locale ?? globalThis.navigator?.language ?? 'en').split('-')[0] ?? 'en';
  return (Object.hasOwn(TABLES, language) ? TABLES[language] : undefined) ?? english;
}
