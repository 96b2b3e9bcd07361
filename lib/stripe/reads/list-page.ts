import type { Seconds } from '../../model/units.ts';
import { PAGE_SIZE } from '../page-size.ts';
import { at, id, readOne, time } from '../parse/raw.ts';
import { holdsKey } from '../transport/read-only-fetch.ts';

/** Seconds. */
export interface CreatedRange {
  gt?: number;
  gte?: number;
  lt?: number;
  lte?: number;
}

export interface ListPage<T> {
  items: T[];
  hasMore: boolean;
  /** For `endingBefore` and `startingAfter`: the outermost ids that can be sent; null if there is none. */
  firstId: string | null;
  lastId: string | null;
  /** `created` of the first and last object that has one. */
  newest: Seconds | null;
  oldest: Seconds | null;
  /** Ids of unparsable objects, '' without an id. */
  unreadable: string[];
}

export interface ListRequest {
  /** 1 to 100; default 100. */
  limit?: number;
  startingAfter?: string;
  /** Objects just newer than this id (`hasMore`: still newer). Never with `startingAfter`. */
  endingBefore?: string;
  created?: CreatedRange;
}

export function pageParameters({ limit = PAGE_SIZE, startingAfter, endingBefore, created }: ListRequest): {
  limit: number;
  starting_after?: string;
  ending_before?: string;
  created?: CreatedRange;
} {
  return {
    limit,
    ...(startingAfter === undefined ? {} : { starting_after: startingAfter }),
    ...(endingBefore === undefined ? {} : { ending_before: endingBefore }),
    ...(created === undefined ? {} : { created }),
  };
}

export function expandParameter(expand: readonly string[] | undefined): { expand?: string[] } {
  return expand === undefined || expand.length === 0 ? {} : { expand: [...expand] };
}

/** null if the list is invalid or can't be continued. */
export function parsePage<T>(
  answer: unknown,
  parse: (raw: unknown) => T | null,
): ({ ok: true } & ListPage<T>) | null {
  const raws = at(answer, 'data');
  const hasMore = at(answer, 'has_more');
  // Treating a missing `has_more` as the end would lose the rest.
  if (!Array.isArray(raws) || typeof hasMore !== 'boolean') return null;
  const items: T[] = [];
  const unreadable: string[] = [];
  for (const raw of raws) {
    const parsed = parse(raw);
    if (parsed === null) unreadable.push(idOf(raw) ?? '');
    else items.push(parsed);
  }
  const cursors = raws.map(idOf).filter((one) => one !== null && !holdsKey(one));
  const times = raws.map(createdOf).filter((one) => one !== null);
  const lastId = cursors.at(-1) ?? null;
  if (hasMore && lastId === null) return null;
  return {
    ok: true,
    items,
    hasMore,
    firstId: cursors[0] ?? null,
    lastId,
    newest: times[0] ?? null,
    oldest: times.at(-1) ?? null,
    unreadable,
  };
}

export function idOf(raw: unknown): string | null {
  return readOne(id, at(raw, 'id'));
}

function createdOf(raw: unknown): Seconds | null {
  return readOne(time, at(raw, 'created'));
}
