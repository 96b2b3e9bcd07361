import { invalidRequest, noSuch } from '../http/errors.ts';
import type { Query } from '../http/params.ts';
import type { List } from '../objects/wire.ts';

/** Objects in the order of a list, and where an id stands in it (-1: nowhere). */
export interface Sequence<T> {
  inOrder(): readonly T[];
  position(id: string): number;
}

/** One page, as Stripe cuts it: the cursor is an object, whether or not it matches the filter itself. */
export function page<T>(
  sequence: Sequence<T>,
  matches: (object: T) => boolean,
  query: Query,
  names: { noun: string; url: string },
): List<T> {
  const after = query.text('starting_after');
  const before = query.text('ending_before');
  if (after !== undefined && before !== undefined) {
    throw invalidRequest('You can only provide one of starting_after and ending_before.', 'ending_before');
  }

  const find = (id: string, param: string): number => {
    const position = sequence.position(id);
    if (position < 0) throw noSuch(names.noun, id, param, 400);
    return position;
  };

  const objects = sequence.inOrder();
  const step = before === undefined ? 1 : -1;
  let at = 0;
  if (after !== undefined) at = find(after, 'starting_after') + 1;
  if (before !== undefined) at = find(before, 'ending_before') - 1;

  const data: T[] = [];
  let hasMore = false;
  for (; at >= 0 && at < objects.length; at += step) {
    const object = objects[at];
    if (object === undefined || !matches(object)) continue;
    if (data.length === query.limit) {
      hasMore = true;
      break;
    }
    data.push(object);
  }
  if (step < 0) data.reverse();
  return { object: 'list', data, has_more: hasMore, url: names.url };
}
