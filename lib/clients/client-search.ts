import type { ClientDigest } from '../billing/digest.ts';
import { rankedSearch } from './ranked-search.ts';
import { searchText } from './search-text.ts';

/** Not part of the popup's script: loaded when the page has painted. */

/** Rows whose client holds every word of the query, the most relevant first. */
export function searchClients<Row extends { client: ClientDigest }>(
  rows: readonly Row[],
  query: string,
): Row[] {
  const labels = rows.map(({ client }) => labelOf(client));
  return rankedSearch(labels, query).flatMap((at) => rows[at] ?? []);
}

const labels = new WeakMap<ClientDigest, string>();

function labelOf(client: ClientDigest): string {
  const known = labels.get(client);
  if (known !== undefined) return known;
  const links = client.links.map(({ customer, email, product, id }) =>
    [customer, email, product, id].filter(Boolean).join('\n'),
  );
  const label = searchText(client.name, client.email, client.type, client.service, ...links);
  labels.set(client, label);
  return label;
}

/** Builds the labels in idle time, so that the first key press is fast too; returns a function that stops it. */
export function prepareSearch(rows: readonly ClientDigest[]): () => void {
  let next = 0;
  const prepare = (idle: IdleDeadline) => {
    for (; next < rows.length && idle.timeRemaining() > 2; next += 1) {
      const client = rows[next];
      if (client) labelOf(client);
    }
    if (next < rows.length) handle = requestIdleCallback(prepare);
  };
  let handle = requestIdleCallback(prepare);
  return () => cancelIdleCallback(handle);
}
