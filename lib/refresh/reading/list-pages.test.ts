import { expect, test } from 'vitest';
import type { StripeResult } from '../../stripe/errors.ts';
import type { ListPage, ListRequest } from '../../stripe/reads/list-page.ts';
import { listPages } from './list-pages.ts';

type Page = StripeResult<ListPage<string>>;

const page = (lastId: string | null, hasMore = true): Page => ({
  ok: true,
  items: lastId === null ? [] : [lastId],
  hasMore,
  firstId: lastId,
  lastId,
  newest: null,
  oldest: null,
  unreadable: [],
});

async function pagesOf(list: (request: ListRequest) => Page, from?: Parameters<typeof listPages>[1]) {
  const ids: string[] = [];
  for await (const found of listPages(async (request) => list(request), from)) {
    ids.push(found.ok ? (found.lastId ?? 'end') : found.code);
    if (ids.length > 50) throw new Error('endless');
  }
  return ids;
}

const leadingTo =
  (next: Record<string, string>) =>
  ({ startingAfter = '' }: ListRequest): Page =>
    page(next[startingAfter] ?? null, startingAfter in next);

test('each page follows the last one', async () => {
  expect(await pagesOf(leadingTo({ '': 'a', a: 'b' }))).toEqual(['a', 'b', 'end']);
});

test('a page that ends at its own cursor leads nowhere', async () => {
  expect(await pagesOf(leadingTo({ '': 'a', a: 'a' }))).toEqual(['a', 'stripe-bad-answer']);
  expect(await pagesOf(leadingTo({ b: 'b' }), { after: 'b', oldest: null })).toEqual(['stripe-bad-answer']);
});

test('neither do pages in a circle', async () => {
  const ids = await pagesOf(leadingTo({ '': 'a', a: 'b', b: 'c', c: 'a' }));
  expect(ids.at(-1)).toBe('stripe-bad-answer');
  expect(ids.length).toBeLessThan(10);
});

test('nor a page that promises more and has no id', async () => {
  expect(await pagesOf(() => page(null))).toEqual(['stripe-bad-answer']);
});
