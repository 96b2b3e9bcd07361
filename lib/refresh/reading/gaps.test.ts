import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../../../tests/support/random.ts';
import { PAGE_SIZE } from '../../stripe/page-size.ts';
import { afterPage, nextTask, type PageEnds, type Task, type Unread, withoutBottom } from './gaps.ts';

interface Listed {
  id: string;
  created: number;
}

const DAY = 86_400;
const NEWEST = 1_763_800_000;

const newestFirst = (a: Listed, b: Listed) => b.created - a.created || (a.id < b.id ? 1 : -1);

/** What Stripe answers to a task. Cursors keep their place also when their object left the list. */
function answer(list: readonly Listed[], task: Task, size: number): { found: Listed[]; hasMore: boolean } {
  const floor = 'floor' in task ? (task.floor ?? 0) : 0;
  if (task.kind === 'up') {
    const above = list.filter((one) => one.created <= task.ceiling && newestFirst(one, cursorOf(task)) < 0);
    return { found: above.slice(-size), hasMore: above.length > size };
  }
  const below = list.filter((one) => {
    if (one.created < floor) return false;
    if (task.kind === 'probe') return one.created <= task.at;
    return task.kind === 'first' || newestFirst(one, cursorOf(task)) > 0;
  });
  return { found: below.slice(0, size), hasMore: below.length > size };
}

const cursorOf = (task: Task): Listed =>
  task.kind === 'down' || task.kind === 'up' ? { id: task.id, created: task.at } : { id: '', created: 0 };

function endsOf({ found, hasMore }: ReturnType<typeof answer>): PageEnds {
  const end = (one: Listed | undefined) => (one ? { id: one.id, at: one.created } : null);
  return { count: found.length, first: end(found[0]), last: end(found.at(-1)), hasMore };
}

interface Walked {
  seen: Map<string, number>;
  pages: number;
}

/** Walks a list with twelve walkers whose answers come in any order. `between` may change the list or lose cursors. */
function walk(
  list: Listed[],
  seed: number,
  {
    size = PAGE_SIZE,
    between = (unread: Unread) => unread,
  }: { size?: number; between?: (unread: Unread, inFlight: readonly Task[]) => Unread } = {},
): Walked {
  const { between: choose } = random(seed);
  const seen = new Map<string, number>();
  const inFlight: { task: Task; answered: ReturnType<typeof answer> }[] = [];
  let unread: Unread | null = null;
  let pages = 0;
  for (;;) {
    while (inFlight.length < Math.min(12, 4 + pages)) {
      const task = nextTask(
        unread,
        inFlight.map((one) => one.task),
      );
      if (!task) break;
      inFlight.push({ task, answered: answer(list, task, size) });
    }
    const [done] = inFlight.splice(choose(0, inFlight.length - 1), 1);
    if (!done) return { seen, pages };
    pages += 1;
    if (pages > list.length + 1000) throw new Error('It does not end');
    for (const { id } of done.answered.found) seen.set(id, (seen.get(id) ?? 0) + 1);
    unread = afterPage(unread, done.task, endsOf(done.answered));
    unread = between(
      unread,
      inFlight.map((one) => one.task),
    );
  }
}

const listOf = (createdTimes: readonly number[]): Listed[] =>
  createdTimes
    .map((created, index) => ({ id: `sub_${String(index).padStart(6, '0')}`, created }))
    .sort(newestFirst);

describe('the walk finds every object', () => {
  const createdTimes = fc.oneof(
    fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 200 }),
    fc.array(fc.integer({ min: 1, max: 100_000_000 }), { maxLength: 200 }),
    fc.array(fc.oneof(fc.integer({ min: 5_000, max: 5_010 }), fc.integer({ min: 1, max: 100_000_000 })), {
      maxLength: 200,
    }),
  );

  test('however they are spread, also where many share a second, in whatever order the pages come', () => {
    fc.assert(
      fc.property(createdTimes, fc.integer(), fc.integer({ min: 2, max: 9 }), (created, seed, size) => {
        const list = listOf(created);
        const { seen } = walk(list, seed, { size });
        expect(seen.size).toBe(list.length);
      }),
      { numRuns: 500 },
    );
  });

  test('while others come and go', () => {
    fc.assert(
      fc.property(createdTimes, fc.integer(), fc.integer({ min: 2, max: 9 }), (created, seed, size) => {
        const list = listOf(created);
        const { between, chance } = random(seed + 1);
        const atStart = new Set(list.map(({ id }) => id));
        const gone = new Set<string>();
        const { seen } = walk(list, seed, {
          size,
          between: (unread) => {
            if (chance(0.3)) list.unshift({ id: `sub_new${list.length}`, created: 100_000_001 });
            const [cancelled] = chance(0.3) ? list.splice(between(0, list.length - 1), 1) : [];
            if (cancelled) gone.add(cancelled.id);
            return unread;
          },
        });
        for (const id of atStart) if (!gone.has(id)) expect(seen.has(id)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('also when the objects that it walks up from disappear', () => {
    fc.assert(
      fc.property(createdTimes, fc.integer(), (created, seed) => {
        const list = listOf(created);
        const { chance } = random(seed + 2);
        const { seen } = walk(list, seed, {
          size: 4,
          between: (unread) => {
            const lost = unread.gaps.find(({ bottom }) => bottom !== null && chance(0.2))?.bottom;
            return lost ? withoutBottom(unread, lost.id) : unread;
          },
        });
        expect(seen.size).toBe(list.length);
      }),
      { numRuns: 300 },
    );
  });

  test('when it goes on from a checkpoint, with nobody under way', () => {
    fc.assert(
      fc.property(createdTimes, fc.integer(), (created, seed) => {
        const list = listOf(created);
        const seen = new Set<string>();
        let unread: Unread | null = null;
        const { between } = random(seed);
        for (let steps = 0; ; steps += 1) {
          if (steps > list.length + 100) throw new Error('It does not end');
          // Several are under way, one is answered, then the worker dies and forgets the others.
          const inFlight: Task[] = [];
          for (
            let task = nextTask(unread, inFlight);
            task && inFlight.length < 5;
            task = nextTask(unread, inFlight)
          )
            inFlight.push(task);
          const task = inFlight[between(0, Math.max(0, inFlight.length - 1))];
          if (!task) break;
          const answered = answer(list, task, 4);
          for (const { id } of answered.found) seen.add(id);
          unread = afterPage(unread, task, endsOf(answered));
        }
        expect(seen.size).toBe(list.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('with walkers to spare', () => {
  /** Reads of about `pages` pages between two ends, one page in a thousand seconds. */
  const end = (id: string, at: number) => ({ id, at, pageSpan: 1_000 });
  const between = (top: string, at: number, pages: number) => {
    const floor = at - pages * 1_000;
    return { top: end(top, at), bottom: end(`above ${floor}`, floor), floor };
  };
  const lastOne = (at: number, pages: number) => ({
    top: end('oldest so far', at),
    bottom: null,
    floor: at - pages * 1_000,
  });
  const full = { newest: NEWEST, pages: 40, objects: 4_000 };
  const kinds = (unread: Unread, count: number) => {
    const inFlight: Task[] = [];
    for (
      let task = nextTask(unread, inFlight);
      task && inFlight.length < count;
      task = nextTask(unread, inFlight)
    )
      inFlight.push(task);
    return inFlight.map((task) => ('id' in task ? `${task.kind} ${task.id}` : task.kind));
  };

  test('the gap in which the list may end comes first, read and probed, however long the others are', () => {
    const unread = { ...full, gaps: [between('newer', NEWEST, 50), lastOne(NEWEST - 80_000, 9)] };
    expect(kinds(unread, 3)).toEqual(['down oldest so far', 'probe', 'down newer']);
  });

  test('it is not probed for a page or two', () => {
    const unread = { ...full, gaps: [lastOne(NEWEST, 2)] };
    expect(kinds(unread, 3)).toEqual(['down oldest so far']);
  });

  test.each([
    { what: 'all pages were full', pages: 40, divided: true },
    { what: 'more pages than a few were not', pages: 46, divided: false },
  ])('a gap of eight pages is divided where $what: $divided', ({ pages, divided }) => {
    const unread = { ...full, pages, gaps: [between('top', NEWEST, 8)] };
    expect(kinds(unread, 5).includes('probe')).toBe(divided);
  });

  test('a long one is divided in any case', () => {
    const unread = { ...full, pages: 60, gaps: [between('top', NEWEST, 30)] };
    expect(kinds(unread, 5)).toContain('probe');
  });
});

describe('the walk is frugal', () => {
  const spreads: [string, (chance: number) => number][] = [
    ['evenly over five years', (chance) => chance * 1825 * DAY],
    ['ever more of them', (chance) => -Math.log(1 - chance * 0.98) * 300 * DAY],
  ];
  test.each(
    spreads.flatMap(([name, spread]) => [
      { name, spread, count: 1_000, over: 6 },
      { name, spread, count: 10_000, over: 11 },
      { name, spread, count: 50_000, over: 30 },
    ]),
  )('$count objects, $name: at most $over requests above one for each hundred', ({ spread, count, over }) => {
    for (const seed of [1, 2, 3]) {
      const { next } = random(seed);
      const list = listOf(Array.from({ length: count }, () => NEWEST - Math.floor(DAY + spread(next()))));
      const { seen, pages } = quickWalk(list, seed);
      expect(seen).toBe(count);
      expect(pages - Math.ceil(count / PAGE_SIZE)).toBeLessThanOrEqual(over);
    }
  });

  /** The same walk with a list that is searched, not filtered: twelve walkers in turn. */
  function quickWalk(list: readonly Listed[], seed: number): { seen: number; pages: number } {
    const places = new Map(list.map(({ id }, index) => [id, index]));
    const firstAtOrBelow = (second: number) => {
      let [low, high] = [0, list.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((list[middle]?.created ?? 0) > second) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    const slice = (task: Task): ReturnType<typeof answer> => {
      const floor = 'floor' in task && task.floor !== null ? firstAtOrBelow(task.floor - 1) : list.length;
      if (task.kind === 'up') {
        const end = places.get(task.id) ?? 0;
        const start = firstAtOrBelow(task.ceiling);
        const from = Math.max(start, end - PAGE_SIZE);
        return { found: list.slice(from, end), hasMore: from > start };
      }
      const from =
        task.kind === 'probe'
          ? firstAtOrBelow(task.at)
          : task.kind === 'down'
            ? (places.get(task.id) ?? 0) + 1
            : 0;
      return {
        found: list.slice(from, Math.min(from + PAGE_SIZE, floor)),
        hasMore: floor > from + PAGE_SIZE,
      };
    };
    const { between } = random(seed);
    const seen = new Set<string>();
    const inFlight: Task[] = [];
    let unread: Unread | null = null;
    let pages = 0;
    for (;;) {
      for (let task = nextTask(unread, inFlight); task; task = nextTask(unread, inFlight)) {
        inFlight.push(task);
        if (inFlight.length >= Math.min(12, 4 + pages)) break;
      }
      // Answers come about in the order of the questions.
      const [task] = inFlight.splice(between(0, Math.min(3, inFlight.length - 1)), 1);
      if (!task) return { seen: seen.size, pages };
      pages += 1;
      const answered = slice(task);
      for (const { id } of answered.found) seen.add(id);
      unread = afterPage(unread, task, endsOf(answered));
    }
  }
});
