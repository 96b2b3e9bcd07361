import type { StripeResult } from '../../stripe/errors.ts';
import type { ListPage, ListRequest } from '../../stripe/reads/list-page.ts';
import type { ListPosition } from '../checkpoint.ts';
import { listPages } from './list-pages.ts';
import { DONE, type Step } from './task-group.ts';

interface ListDownOptions<T> {
  from: ListPosition;
  list: (request: ListRequest) => Promise<StripeResult<ListPage<T>>>;
  isStopped: () => boolean;
  /** Stores a page with the new position; true: no further page is needed. */
  store: (page: ListPage<T>, position: ListPosition) => Promise<boolean>;
}

/** Stores a list page by page, so that an interrupted read can resume. */
export async function listDown<T>({ from, list, isStopped, store }: ListDownOptions<T>): Promise<Step> {
  if (from.done || isStopped()) return DONE;
  let { after, oldest } = from;
  for await (const page of listPages(list, from)) {
    if (!page.ok) return page;
    after = page.lastId ?? after;
    oldest = page.oldest ?? oldest;
    if ((await store(page, { after, oldest, done: !page.hasMore })) || isStopped()) return DONE;
  }
  return DONE;
}
