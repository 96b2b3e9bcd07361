import type { Currency, MinorUnits } from '../model/units.ts';
import type { SubscriptionOption } from '../store/db/schema.ts';
import { featuresOf, type Known, LIKELY, likeness } from './likeness.ts';
import { matches, searchText, searchWords } from './search-text.ts';

export interface IndexedOption {
  option: SubscriptionOption;
  /** Customer, product, e-mail, id, amounts and status, normalized for search. */
  text: string;
  customer: string;
}

/**
 * Sorts active ones first, then by customer and product. @param amountWords makes amounts searchable ("300.00
 * usd")
 */
export function indexOptions(
  options: readonly SubscriptionOption[],
  amountWords: (amount: MinorUnits, currency: Currency) => string,
): IndexedOption[] {
  return options
    .map((option): IndexedOption => {
      const amounts = option.amounts
        .map((part) =>
          part.amount === null ? '' : `${amountWords(part.amount, part.currency)} ${part.currency}`,
        )
        .join(' ');
      const text = searchText(
        option.customer,
        option.product,
        option.email,
        option.id,
        amounts,
        option.status.replaceAll('_', ' '),
      );
      return { option, text, customer: searchText(option.customer) };
    })
    .sort((a, b) => activity(a.option) - activity(b.option) || compare(a.text, b.text));
}

const activity = (option: SubscriptionOption): number => (option.status === 'active' ? 0 : 1);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface Ranked {
  entry: IndexedOption;
  likely: boolean;
}

const MAX_LIKELY = 5;

export function likelyOptions(index: readonly IndexedOption[], client: Known): Set<IndexedOption> {
  const wanted = featuresOf(client);
  const scored: { entry: IndexedOption; score: number }[] = [];
  if (wanted.words.length === 0 && wanted.email === '') return new Set();
  for (const entry of index) {
    if (!mayBeAlike(entry.text, wanted)) continue;
    const score = likeness(wanted, featuresOf({ name: entry.option.customer, email: entry.option.email }));
    if (score >= LIKELY) scored.push({ entry, score });
  }
  scored.sort((a, b) => b.score - a.score || activity(a.entry.option) - activity(b.entry.option));
  return new Set(scored.slice(0, MAX_LIKELY).map(({ entry }) => entry));
}

/** A cheap filter: the full comparison is too slow for ten thousand customers. */
function mayBeAlike(text: string, wanted: ReturnType<typeof featuresOf>): boolean {
  if (wanted.email !== '' && text.includes(wanted.email)) return true;
  const label = wanted.domain.split('.').at(-2) ?? '';
  if (label !== '' && text.includes(label)) return true;
  return wanted.words.some((word) => text.includes(word));
}

/** Options with every word of the query: likely matches first, then customers that begin with it. */
export function searchOptions(
  index: readonly IndexedOption[],
  likely: ReadonlySet<IndexedOption>,
  query: string,
): Ranked[] {
  const words = searchWords(query);
  const first: Ranked[] = [];
  for (const entry of likely) if (matches(entry.text, words)) first.push({ entry, likely: true });
  const begin: Ranked[] = [];
  const rest: Ranked[] = [];
  const start = words.join(' ');
  for (const entry of index) {
    if (!matches(entry.text, words) || likely.has(entry)) continue;
    if (start !== '' && entry.customer.startsWith(start)) begin.push({ entry, likely: false });
    else rest.push({ entry, likely: false });
  }
  // A customer that begins with the query beats one that resembles the client.
  const typed = first.filter(({ entry }) => start !== '' && entry.customer.startsWith(start));
  const merely = first.filter((ranked) => !typed.includes(ranked));
  return [...typed, ...(start === '' ? merely : []), ...begin, ...(start === '' ? [] : merely), ...rest];
}
