import { formats } from '../i18n/formats.ts';
import { linkKey } from '../model/ids.ts';
import type { Currency, MinorUnits } from '../model/units.ts';
import { openStore } from '../store/db/open.ts';
import type { SubscriptionOption } from '../store/db/schema.ts';
import { readOptionsView } from '../store/views/read.ts';
import { type Known, likenessIndex } from './likeness.ts';
import { rankedSearch } from './ranked-search.ts';
import { searchText } from './search-text.ts';

export interface IndexedOption {
  option: SubscriptionOption;
  /** Customer, product, e-mail, id, amounts and status, normalized for search. */
  text: string;
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
      return { option, text };
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

/** For each client, the options that it probably is, the likeliest first. */
export function likelyFinder(index: readonly IndexedOption[]): (client: Known) => Set<IndexedOption> {
  const find = likenessIndex(
    index.map(({ option: { customer, email } }): Known => ({ name: customer, email })),
  );
  return (client) =>
    new Set(
      find(client)
        .slice(0, MAX_LIKELY)
        .flatMap(({ at }) => index[at] ?? []),
    );
}

/**
 * Options with every word of the query, the most relevant first. A likely match comes before the others, but after a
 * customer that begins with what was typed.
 */
export function searchOptions(
  index: readonly IndexedOption[],
  likely: ReadonlySet<IndexedOption>,
  query: string,
): Ranked[] {
  const start = searchText(query).trim();
  const labels = index.map(({ text }) => text);
  const found = start === '' ? index : rankedSearch(labels, query).flatMap((at) => index[at] ?? []);
  const among = new Set(found);
  const isTyped = ({ text }: IndexedOption) => start !== '' && text.startsWith(start);
  const first = [...likely].filter((entry) => among.has(entry));
  const inOrder = new Set([
    ...first.filter(isTyped),
    ...(start === '' ? [] : found.filter(isTyped)),
    ...first,
    ...found,
  ]);
  return [...inOrder].map((entry) => ({ entry, likely: likely.has(entry) }));
}

/** The subscriptions of a page, with what searches them. */
export interface SubscriptionIndex {
  size: number;
  likely: (client: Known) => Set<IndexedOption>;
  search: (likely: ReadonlySet<IndexedOption>, query: string) => Ranked[];
  /** Those whose `linkKey` is not in `linked`, narrowed by what is typed. */
  without: (linked: ReadonlySet<string>, query: string) => SubscriptionOption[];
}

export async function readSubscriptionIndex(): Promise<SubscriptionIndex> {
  const view = await readOptionsView(await openStore());
  const entries = indexOptions(view?.options ?? [], formats.money);
  let finder: ReturnType<typeof likelyFinder> | null = null;
  const find = () => {
    finder ??= likelyFinder(entries);
    return finder;
  };
  // Takes 0.1 s for ten thousand: not while the page has something to do.
  requestIdleCallback(find);
  return {
    size: entries.length,
    likely: (client) => find()(client),
    search: (likely, query) => searchOptions(entries, likely, query),
    without: (linked, query) =>
      searchOptions(entries, new Set(), query).flatMap(({ entry: { option } }) =>
        linked.has(linkKey({ connectionId: option.connectionId, subscriptionId: option.id })) ? [] : [option],
      ),
  };
}
