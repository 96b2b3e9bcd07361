import { PAGE_SIZE } from '../../stripe/page-size.ts';

/**
 * Which part of a list is unread, and which page to read next. Stripe's lists are newest first, but a page can begin
 * at a `created`, below an id, or above one. So several pages are read in parallel, with gaps between them:
 *
 *     newest                                                                    oldest
 *     ■■■■ -gap-> ■■ <-gap-> ■■■■■ <-----gap-----> ■■ ---gap, open-ended--- …
 *
 * Two walkers shrink a gap from both ends without extra requests. A probe splits a gap and costs half a request on
 * average. A wrong guess costs a request, never an object: a gap closes only when Stripe says nothing is left in it,
 * or when its ends have crossed.
 *
 * Pure: no clock, no requests. Times are whole seconds (`created`); a gap whose ends share a second is still open.
 */

/** The object at the end of a read stretch, and the seconds per page around it. */
export interface End {
  id: string;
  at: number;
  pageSpan: number;
}

export interface Gap {
  top: End;
  bottom: End | null;
  /** Nothing in the gap is older than this second; null: the end of the list is unknown. */
  floor: number | null;
}

export interface Unread {
  gaps: Gap[];
  newest: number;
  pages: number;
  objects: number;
}

export type Task =
  | { kind: 'first' }
  | { kind: 'down' | 'up'; id: string; at: number; floor: number | null; ceiling: number }
  | { kind: 'probe'; at: number; floor: number | null };

export interface PageEnds {
  count: number;
  first: { id: string; at: number } | null;
  last: { id: string; at: number } | null;
  hasMore: boolean;
}

/*
 * Chosen by simulating accounts of 250 to 50,000 objects (even, growing, shrinking, in bursts) at 600 ms ± 25 % per
 * page: under 10 % more requests than full pages, in the shortest time.
 */

/** In pages below the first page: far apart, to find the end of the list soon. */
const FIRST_PROBES = [5, 20, 60, 150];
/** Step of the next probe at an open end, as a share of the way to it. */
const OPEN_STEP = 0.7;
const FIRST_STEP = 4;
/** Probe position in a gap in which the list may end anywhere. */
const EDGE_SHARE = 0.33;
/** Unread pages per page in flight that make a probe worth its cost. */
const WORTH_PROBING = 6;
/** The same while few requests go to partly filled pages. */
const WORTH_PROBING_THRIFTY = 3;
/** Requests per full page up to which probing stays thrifty. */
const THRIFTY = 1.08;
/** The last page of a gap is half full on average. */
const LOST_AT_END = 0.5;
/** Unread pages that make a probe worthwhile where the list may end. */
const WORTH_PROBING_EDGE = 2;
/** Pages left that make a second walker worthwhile. */
const WORTH_JOINING = 0.5;
/** Assumed pages of an open end: many, since its length is unknown. */
const OPEN_PAGE_SIZES = 50;
/** Density ratio of the ends above which halving the time does not halve the pages. */
const UNEVEN = 4;
/** Seconds per page, to avoid division by zero if a whole page shares a second. */
const LEAST_SPAN = 0.01;

/**
 * The next page worth requesting, or null.
 * @param expected pages the list had when last read; null: never
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

function isThrifty({ gaps, pages, objects }: Unread): boolean {
  const left = pagesInAll(gaps);
  return pages + left + LOST_AT_END * (gaps.length + 1) <= THRIFTY * (objects / PAGE_SIZE + left);
}

interface Worked {
  gap: Gap;
  inFlight: Task[];
  left: number;
}

function isIn({ top, bottom, floor }: Gap, task: Task): boolean {
  if (task.kind === 'down') return task.id === top.id;
  if (task.kind === 'up') return task.id === bottom?.id;
  return task.kind === 'probe' && task.at <= top.at && (floor === null || task.at >= floor);
}

function pagesIn({ top, bottom, floor }: Gap): number {
  if (floor === null) return OPEN_PAGE_SIZES;
  const span = bottom ? Math.sqrt(top.pageSpan * bottom.pageSpan) : top.pageSpan;
  return Math.max(1, (top.at - floor) / Math.max(span, LEAST_SPAN));
}

const pagesInAll = (gaps: readonly Gap[]): number => gaps.reduce((sum, gap) => sum + pagesIn(gap), 0);

/**
 * A gap in which the list may end has an unknown length: left to the end, one walker would delay all others.
 */
function towardsTheEnd(gaps: readonly Worked[]): Task | null {
  const edge = gaps.find(({ gap }) => gap.floor !== null && gap.bottom === null);
  if (!edge) return null;
  const { gap, inFlight, left } = edge;
  if (!inFlight.some((task) => task.kind === 'down')) return freeEnd(gap, inFlight);
  if (left < WORTH_PROBING_EDGE || inFlight.some((task) => task.kind === 'probe')) return null;
  return probeAt(gap, probePoint(gap));
}

/** Starts at the free end of the gap where a walker helps most. */
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

/** @param worth unread pages per page in flight that make a split worthwhile */
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

/** The middle; if one end is much denser, near that end. */
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
  // The list is known to end in between: the walker will reach it.
  if (expected !== null && pages(walked) <= expected && pages(walked + step) >= expected) return null;
  return probeAt(gap, top.at - step);
}

function probeAt({ top, floor }: Gap, at: number): Task | null {
  const second = Math.floor(at);
  return second >= top.at || second < (floor ?? 1) ? null : { kind: 'probe', at: second, floor };
}

export function afterPage(unread: Unread | null, task: Task, page: PageEnds): Unread {
  if (unread === null) return afterFirst(page);
  const gaps = unread.gaps.flatMap((gap) => (isIn(gap, task) ? shrink(gap, task, page) : [gap]));
  return { ...unread, gaps, pages: unread.pages + 1, objects: unread.objects + page.count };
}

/** Stripe deleted the cursor of an upward walker, so the gap is read only from its top. */
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

/** Estimated by density; null: the end of the list is unknown. */
export function pagesLeft(unread: Unread): number | null {
  if (unread.gaps.some(({ floor }) => floor === null)) return null;
  return pagesInAll(unread.gaps);
}

export function pagesUnclaimed(unread: Unread, inFlight: readonly Task[]): number {
  return pagesInAll(unread.gaps) - inFlight.length;
}
