import type { StripeResult } from '../../stripe/errors.ts';
import type { ListPage, ListRequest } from '../../stripe/reads/list-page.ts';
import type { ListPosition } from '../checkpoint.ts';
import { DONE, type Step } from './task-group.ts';

interface ListDownOptions<T> {
  from: ListPosition;
  list: (request: ListRequest) => Promise<StripeResult<ListPage<T>>>;
  isStopped: () => boolean;
  /** Stores a page with the new position; true: no further page is needed. */
  store: (items: T[], position: ListPosition) => Promise<boolean>;
}

/** Newest first. If Stripe deleted the cursor's object, resumes at its `created`. */
export async function listDown<T>({ from, list, isStopped, store }: ListDownOptions<T>): Promise<Step> {
  let position = from;
  while (!position.done && !isStopped()) {
    const page = await pageAfter(position, list);
    if (!page.ok) return page;
    position = {
      after: page.lastId ?? position.after,
      oldest: page.oldest ?? position.oldest,
      done: !page.hasMore || page.lastId === null,
    };
    if (await store(page.items, position)) return DONE;
  }
  return DONE;
}

async function pageAfter<T>(
  { after, oldest }: ListPosition,
  list: ListDownOptions<T>['list'],
): Promise<StripeResult<ListPage<T>>> {
  if (after === null) return list({});
  const page = await list({ startingAfter: after });
  if (page.ok || page.code !== 'stripe-refused' || oldest === null) return page;
  return list({ created: { lte: oldest } });
}
