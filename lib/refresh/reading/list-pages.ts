import { BAD_ANSWER, type StripeResult } from '../../stripe/errors.ts';
import type { ListPage, ListRequest } from '../../stripe/reads/list-page.ts';
import type { ListPosition } from '../checkpoint.ts';

/** A page can end at a known object once more: where a deleted cursor was replaced by a date. */
const MOST_VISITS = 2;

/** Finds lists that lead in a circle. */
export class Cursors {
  private readonly visits = new Map<string, number>();

  /** false: the list has led here too often. */
  visit(cursor: string): boolean {
    const visits = (this.visits.get(cursor) ?? 0) + 1;
    this.visits.set(cursor, visits);
    return visits <= MOST_VISITS;
  }
}

export type ListFrom = Pick<ListPosition, 'after' | 'oldest'>;

/**
 * Pages of a list, newest first, to its end. A failure is the last page; a page that leads nowhere new is
 * 'stripe-bad-answer'. If Stripe deleted the cursor's object, resumes at its `created`.
 */
export async function* listPages<T>(
  list: (request: ListRequest) => Promise<StripeResult<ListPage<T>>>,
  from: ListFrom = { after: null, oldest: null },
): AsyncGenerator<StripeResult<ListPage<T>>> {
  const cursors = new Cursors();
  let { after, oldest } = from;
  for (;;) {
    const page = await pageAfter(list, { after, oldest });
    if (!page.ok || !page.hasMore) {
      yield page;
      return;
    }
    if (page.lastId === null || page.lastId === after || !cursors.visit(page.lastId)) {
      yield BAD_ANSWER;
      return;
    }
    yield page;
    after = page.lastId;
    oldest = page.oldest ?? oldest;
  }
}

async function pageAfter<T>(
  list: (request: ListRequest) => Promise<StripeResult<ListPage<T>>>,
  { after, oldest }: ListFrom,
): Promise<StripeResult<ListPage<T>>> {
  if (after === null) return list({});
  const page = await list({ startingAfter: after });
  if (page.ok || page.code !== 'stripe-refused' || oldest === null) return page;
  return list({ created: { lte: oldest } });
}
