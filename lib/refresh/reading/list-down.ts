import type { StripeResult } from '../../stripe/errors.ts';
import type { PageOf, PageRequest } from '../../stripe/reader.ts';
import type { ListPosition } from '../checkpoint.ts';
import { DONE, type Step } from './in-parallel.ts';

/**
 * Reads the rest of a list, one page after another, newest first.
 * Where the object at the cursor is gone (Stripe refuses the request), it goes on by the time of that object.
 * @param keep stores a page together with how far the list is read now; true: enough was read
 */
export async function listDown<T>(
  from: ListPosition,
  list: (request: PageRequest) => Promise<StripeResult<PageOf<T>>>,
  stopped: () => boolean,
  keep: (items: T[], position: ListPosition) => Promise<boolean>,
): Promise<Step> {
  let position = from;
  while (!position.done && !stopped()) {
    const page = await pageAfter(position, list);
    if (!page.ok) return page;
    position = {
      after: page.lastId ?? position.after,
      oldest: page.oldest ?? position.oldest,
      done: !page.hasMore || page.lastId === null,
    };
    if (await keep(page.items, position)) return DONE;
  }
  return DONE;
}

async function pageAfter<T>(
  { after, oldest }: ListPosition,
  list: (request: PageRequest) => Promise<StripeResult<PageOf<T>>>,
): Promise<StripeResult<PageOf<T>>> {
  if (after === null) return list({});
  const page = await list({ startingAfter: after });
  if (page.ok || page.code !== 'stripe-refused' || oldest === null) return page;
  return list({ created: { lte: oldest } });
}
