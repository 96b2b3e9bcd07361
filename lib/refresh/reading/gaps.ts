import { PAGE_SIZE } from '../../stripe/page-size.ts';

/**
 * What of a list is still unread, and which page to read next. Stripe's lists are newest first and give one page
 * after another, but a page can begin anywhere: at a `created`, below an id, or above one. So several pages are read
 * at once, and what lies between pages that were read is a gap:
 *
 *     newest                                                                    oldest
 *     ■■■■ -gap-> ■■ <-gap-> ■■■■■ <-----gap-----> ■■ ---gap, open-ended--- …
 *
 * A gap shrinks from its top (the page below an id) and from its bottom (the page above one), by two walkers at
 * once, which costs no request more than one walker would need. A probe in the middle makes two gaps of one; it costs
 * half a request on average, because one more last page is not full. A wrong guess of where to probe costs a request,
 * never an object: a gap is closed only when Stripe says that nothing is left in it, or when its ends have crossed.
 *
 * Pure: no clock, no requests. All times are whole seconds (`created`); objects that share one are told apart by
 * Stripe's cursor, and a gap whose ends share a second is still open.
 */

/** Where a read stretch ends: the object there, and the seconds that a page spans hereabouts. */
export interface End {
  id: string;
  at: number;
  pageSpan: number;
}

export interface Gap {
  /** The oldest object read above. */
  top: End;
  /** The newest object read below; null: nothing was found below. */
  bottom: End | null;
  /** Nothing older than this second is in the gap; null: not known how far down the list goes. */
  floor: number | null;
}

/** All that is unread; null: not even the first page was read. */
export interface Unread {
  gaps: Gap[];
  /** `created` of the first object of all. */
  newest: number;
  /** What was read so far: pages, and the objects in them. */
  pages: number;
  objects: number;
}

/** One page to ask for. */
export type Task =
  | { kind: 'first' }
  /** Below the top of a gap, or above its bottom. */
  | { kind: 'down' | 'up'; id: string; at: number; floor: number | null; ceiling: number }
  /** From this second down. */
  | { kind: 'probe'; at: number; floor: number | null };

/** What a page says about the list. */
export interface PageEnds {
  count: number;
  /** null: the page is empty. */
  first: { id: string; at: number } | null;
  last: { id: string; at: number } | null;
  /** In the direction of the task. */
  hasMore: boolean;
}

/*
 * The numbers below were chosen by simulation of accounts of 250 to 50,000 objects (even, growing, shrinking, in bursts)
 * at 600 ms ± 25 % a page: fewer than 10 % more requests than full pages, in the shortest time.
 */

/** Where the first probes go, in pages below the first page: far apart, to learn soon how far down the list goes. */
const FIRST_PROBES = [5, 20, 60, 150];
/** An open end is probed this much farther down, as a share of the way to it. */
const OPEN_STEP = 0.7;
/** The same in pages, at least. */
const FIRST_STEP = 4;
/** A gap that has a floor but no bottom is probed at this share of it: the list may end anywhere in it. */
const EDGE_SHARE = 0.33;
/** Unread pages for each page under way in a gap, from which on a probe is worth what it costs. */
const WORTH_PROBING = 6;
/** The same while fewer requests than allowed go to pages that are not full. */
const WORTH_PROBING_THRIFTY = 3;
/** So many more than full pages may be asked for, before probes are only for what is long. */
const THRIFTY = 1.08;
/** What an end of a gap costs: its last page is half full on average. */
const LOST_AT_END = 0.5;
/** Unread pages in a gap that the list may end in, from which on it is probed. */
const WORTH_PROBING_EDGE = 2;
/** A second walker joins a gap where so many pages are left beside the one being read. */
const WORTH_JOINING = 0.5;
/** What an open end counts in pages: many, since nobody knows. */
const OPEN_PAGE_SIZES = 50;
/** One end is so many times denser than the other: halving the time would not halve the pages. */
const UNEVEN = 4;
/** Shortest page in seconds, against division by zero where a whole page shares a second. */
const LEAST_SPAN = 0.01;

/**
 * The next page to read; null: nothing that would not be asked for in vain.
 * @param inFlight tasks under way
 * @param expected pages that the list had when it was last read; null: never
 */
export function nextTask(
  unread: Unread | null,
  inFlight: readonly Task[],
  expected: number | null = null,
): Task | null {
  if (unread === null) return inFlight.length === 0 ? { kind: 'first' } : null;
  const gaps = unread.gaps.map((gap): Worked => {
    const ofGap = inFlight.filter((task) => isIn(gap, task));
    return { gap, inFlight: ofGap, left: pagesIn(gap) - ofGap.length };
  });
  return (
    probeOpenEnd(unread, inFlight, expected) ??
    towardsTheEnd(gaps) ??
    walk(gaps) ??
    probe(gaps, isThrifty(unread) ? WORTH_PROBING_THRIFTY : WORTH_PROBING)
  );
}

/** By density, one more gap still leaves few requests for pages that are not full when the walk ends. */
function isThrifty({ gaps, pages, objects }: Unread): boolean {
  const left = pagesInAll(gaps);
  return pages + left + LOST_AT_END * (gaps.length + 1) <= THRIFTY * (objects / PAGE_SIZE + left);
}

interface Worked {
  gap: Gap;
  inFlight: Task[];
  /** Pages that nobody is reading yet, by density. */
  left: number;
}

function isIn({ top, bottom, floor }: Gap, task: Task): boolean {
  if (task.kind === 'down') return task.id === top.id;
  if (task.kind === 'up') return task.id === bottom?.id;
  return task.kind === 'probe' && task.at <= top.at && (floor === null || task.at >= floor);
}

/** By density at both ends. */
function pagesIn({ top, bottom, floor }: Gap): number {
  if (floor === null) return OPEN_PAGE_SIZES;
  const span = bottom ? Math.sqrt(top.pageSpan * bottom.pageSpan) : top.pageSpan;
  return Math.max(1, (top.at - floor) / Math.max(span, LEAST_SPAN));
}

const pagesInAll = (gaps: readonly Gap[]): number => gaps.reduce((sum, gap) => sum + pagesIn(gap), 0);

/**
 * Where the list may end anywhere in a gap, nobody knows how long it is: left for the end of the walk, one page after
 * another would be waited for while all other walkers have nothing to do.
 */
function towardsTheEnd(gaps: readonly Worked[]): Task | null {
  const edge = gaps.find(({ gap }) => gap.floor !== null && gap.bottom === null);
  if (!edge) return null;
  const { gap, inFlight, left } = edge;
  if (!inFlight.some((task) => task.kind === 'down')) return freeEnd(gap, inFlight);
  if (left < WORTH_PROBING_EDGE || inFlight.some((task) => task.kind === 'probe')) return null;
  return probeAt(gap, probePoint(gap));
}

/** From the free end of the gap where a walker helps most. */
function walk(gaps: readonly Worked[]): Task | null {
  let best: { task: Task; share: number } | null = null;
  for (const { gap, inFlight, left } of gaps) {
    const task = freeEnd(gap, inFlight);
    if (!task || (inFlight.length > 0 && left < WORTH_JOINING)) continue;
    const share = left / (inFlight.length + 1);
    if (best === null || share > best.share) best = { task, share };
  }
  return best?.task ?? null;
}

function freeEnd({ top, bottom, floor }: Gap, inFlight: readonly Task[]): Task | null {
  const bounds = { floor, ceiling: top.at };
  if (!inFlight.some((task) => task.kind === 'down'))
    return { kind: 'down', id: top.id, at: top.at, ...bounds };
  if (bottom && !inFlight.some((task) => task.kind === 'up'))
    return { kind: 'up', id: bottom.id, at: bottom.at, ...bounds };
  return null;
}

/** @param worth unread pages for each page under way in a gap, from which on it is divided */
function probe(gaps: readonly Worked[], worth: number): Task | null {
  let longest: Worked | null = null;
  for (const one of gaps) {
    const { gap, inFlight, left } = one;
    if (!gap.bottom || inFlight.some((task) => task.kind === 'probe')) continue;
    if (left < worth * inFlight.length) continue;
    if (longest === null || left > longest.left) longest = one;
  }
  return longest && probeAt(longest.gap, probePoint(longest.gap));
}

/** In the middle; where one end is much denser, near that end, since its crowd is somewhere there. */
function probePoint({ top, bottom, floor }: Gap): number {
  const length = top.at - (floor ?? 0);
  if (!bottom) return top.at - length * EDGE_SHARE;
  const [above, below] = [Math.max(1, top.pageSpan), Math.max(1, bottom.pageSpan)];
  if (above < below / UNEVEN) return top.at - Math.min(length / 2, Math.sqrt(above * length));
  if (below < above / UNEVEN) return bottom.at + Math.min(length / 2, Math.sqrt(below * length));
  return top.at - length / 2;
}

function probeOpenEnd(unread: Unread, inFlight: readonly Task[], expected: number | null): Task | null {
  const gap = unread.gaps.find(({ floor }) => floor === null);
  if (!gap) return null;
  const { top } = gap;
  const probes = inFlight.filter((task) => task.kind === 'probe' && task.at <= top.at).length;
  const isAfterFirstPage = unread.gaps.length === 1 && top.at >= unread.newest - top.pageSpan;
  if (isAfterFirstPage) {
    const pages = FIRST_PROBES[probes];
    if (pages === undefined || (expected !== null && 1 + pages >= expected)) return null;
    return probeAt(gap, top.at - Math.max(1, pages * top.pageSpan));
  }
  if (probes > 0) return null;
  const walked = unread.newest - top.at;
  const step = Math.max(1, FIRST_STEP * top.pageSpan, walked * OPEN_STEP);
  const pages = (seconds: number) => seconds / Math.max(top.pageSpan, LEAST_SPAN);
  // The list is known to end in between: the one walker will come to it.
  if (expected !== null && pages(walked) <= expected && pages(walked + step) >= expected) return null;
  return probeAt(gap, top.at - step);
}

function probeAt({ top, floor }: Gap, at: number): Task | null {
  const second = Math.floor(at);
  return second >= top.at || second < (floor ?? 1) ? null : { kind: 'probe', at: second, floor };
}

/** What is unread after a page was read. */
export function afterPage(unread: Unread | null, task: Task, page: PageEnds): Unread {
  if (unread === null) return afterFirst(page);
  const gaps = unread.gaps.flatMap((gap) => (isIn(gap, task) ? shrink(gap, task, page) : [gap]));
  return { ...unread, gaps, pages: unread.pages + 1, objects: unread.objects + page.count };
}

/** The object above which a walker went on is gone from Stripe: from now on the gap is read from its top only. */
export function withoutBottom(unread: Unread, id: string): Unread {
  const gaps = unread.gaps.map((gap) => (gap.bottom?.id === id ? { ...gap, bottom: null } : gap));
  return { ...unread, gaps };
}

function afterFirst({ first, last, hasMore, count }: PageEnds): Unread {
  const read = { pages: 1, objects: count };
  if (!first || !last) return { gaps: [], newest: 0, ...read };
  const top: End = { ...last, pageSpan: spanOf(first.at - last.at, count) };
  return { gaps: hasMore ? [{ top, bottom: null, floor: null }] : [], newest: first.at, ...read };
}

const spanOf = (seconds: number, count: number) => (Math.max(0, seconds) * PAGE_SIZE) / Math.max(1, count);

function shrink(gap: Gap, task: Task, page: PageEnds): Gap[] {
  if (task.kind === 'down') return down(gap, page);
  if (task.kind === 'up') return up(gap, page);
  return task.kind === 'probe' ? divide(gap, task.at, page) : [gap];
}

function down(gap: Gap, { last, count, hasMore }: PageEnds): Gap[] {
  if (!hasMore || !last) return [];
  return ifOpen({ ...gap, top: { ...last, pageSpan: spanOf(gap.top.at - last.at, count) } });
}

function up(gap: Gap, { first, count, hasMore }: PageEnds): Gap[] {
  if (!hasMore || !first || !gap.bottom) return [];
  const bottom = { ...first, pageSpan: spanOf(first.at - gap.bottom.at, count) };
  return ifOpen({ ...gap, bottom, floor: bottom.at });
}

function divide(gap: Gap, at: number, { first, last, count, hasMore }: PageEnds): Gap[] {
  if (!first || !last) return ifOpen({ ...gap, bottom: null, floor: at + 1 });
  const pageSpan = spanOf(first.at - last.at, count);
  const bottom = { ...first, pageSpan };
  const above: Gap = { top: gap.top, bottom, floor: bottom.at };
  const below: Gap = { ...gap, top: { ...last, pageSpan } };
  return [...ifOpen(above), ...(hasMore ? ifOpen(below) : [])];
}

function ifOpen(gap: Gap): Gap[] {
  return gap.floor === null || gap.top.at >= gap.floor ? [gap] : [];
}

/** Pages still to come, by density; null: nobody knows yet how far down the list goes. */
export function pagesLeft(unread: Unread): number | null {
  if (unread.gaps.some(({ floor }) => floor === null)) return null;
  return pagesInAll(unread.gaps);
}

/** Pages that nobody reads yet, by density. */
export function pagesUnclaimed(unread: Unread, inFlight: readonly Task[]): number {
  return pagesInAll(unread.gaps) - inFlight.length;
}
