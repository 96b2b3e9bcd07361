import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { rowStarts, rowsInView } from './window-range.ts';

interface WindowOptions {
  count: number;
  keyOf: (index: number) => string;
  /** Height of an unmeasured row, in pixels. */
  estimate: number;
  scroller: RefObject<HTMLElement | null>;
  /** Pixels above the first row inside the scroller. */
  margin?: number;
  overscan?: number;
  /** A row that always stays rendered. */
  keep?: number | null;
}

export interface WindowedRow {
  index: number;
  key: string;
  start: number;
}

interface Measured {
  index: number;
  height: number;
}

/** In index order; continues past the first row only if a row has moved. */
function measuredRows(
  heights: Map<string, Measured>,
  count: number,
  keyOf: (index: number) => string,
): Measured[] {
  for (const [key, { index }] of heights) {
    if (index < count && keyOf(index) === key) continue;
    const moved = new Map<string, Measured>();
    for (let at = 0; at < count && moved.size < heights.size; at += 1) {
      const known = heights.get(keyOf(at));
      if (known) moved.set(keyOf(at), { index: at, height: known.height });
    }
    return [...moved.values()];
  }
  return [...heights.values()].sort((a, b) => a.index - b.index);
}

/** Until measured: at least a popup's height. */
const firstHeight = () => Math.max(600, window.innerHeight);

/** Virtualizes a long list. `measure` is the `ref` of rows that differ in height; they need `data-index`. */
export function useWindow({
  count,
  keyOf,
  estimate,
  scroller,
  margin = 0,
  overscan = 4,
  keep = null,
}: WindowOptions) {
  const heights = useRef(new Map<string, Measured>());
  const [measured, setMeasured] = useState(0);
  // The first paint leaves out the overscan.
  const [view, setView] = useState({ top: 0, height: firstHeight(), around: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `measured` says that `heights` changed
  const starts = useMemo(
    () => rowStarts(count, estimate, measuredRows(heights.current, count, keyOf)),
    [count, keyOf, estimate, measured],
  );

  // An effect, because a scroller around this component has no ref before the commit.
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const update = () =>
      setView((before) => {
        const { scrollTop: top, clientHeight: height } = element;
        const same = before.top === top && before.height === height && before.around === overscan;
        return same ? before : { top, height, around: overscan };
      });
    update();
    element.addEventListener('scroll', update, { passive: true });
    const watch = new ResizeObserver(update);
    watch.observe(element);
    return () => {
      element.removeEventListener('scroll', update);
      watch.disconnect();
    };
  }, [scroller, overscan]);

  const newest = useRef({ starts, keyOf, margin });
  useLayoutEffect(() => {
    newest.current = { starts, keyOf, margin };
  });
  const observer = useRef<ResizeObserver | null>(null);
  const measureAll = useCallback(
    (elements: Iterable<Element>) => {
      let changed = false;
      let shift = 0;
      const { starts: known, keyOf: keyNow, margin: above } = newest.current;
      const top = (scroller.current?.scrollTop ?? 0) - above;
      for (const element of elements) {
        const index = Number((element as HTMLElement).dataset.index);
        if (!element.isConnected || !(index < known.length - 1)) continue;
        const height = element.getBoundingClientRect().height;
        const before = (known[index + 1] ?? 0) - (known[index] ?? 0);
        const key = keyNow(index);
        if (heights.current.get(key)?.height === height) continue;
        heights.current.set(key, { index, height });
        if (height === before) continue;
        changed = true;
        if ((known[index + 1] ?? 0) <= top) shift += height - before;
      }
      if (!changed) return;
      setMeasured((times) => times + 1);
      // Rows above the viewport changed height: keep visible rows in place.
      if (shift !== 0) scroller.current?.scrollBy({ top: shift, behavior: 'instant' });
    },
    [scroller],
  );
  useEffect(() => () => observer.current?.disconnect(), []);
  const measure = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return;
      observer.current ??= new ResizeObserver((entries) => measureAll(entries.map((entry) => entry.target)));
      const watch = observer.current;
      watch.observe(element);
      return () => watch.unobserve(element);
    },
    [measureAll],
  );

  const scrollTo = useCallback(
    (index: number, align: 'nearest' | 'center' = 'nearest') => {
      const element = scroller.current;
      const { starts: known, margin: above } = newest.current;
      const start = known[index];
      const end = known[index + 1];
      if (!element || start === undefined || end === undefined) return;
      const { scrollTop, clientHeight } = element;
      if (align === 'center') element.scrollTop = above + (start + end - clientHeight) / 2;
      else if (above + start < scrollTop) element.scrollTop = above + start;
      else if (above + end > scrollTop + clientHeight) element.scrollTop = above + end - clientHeight;
    },
    [scroller],
  );

  const rows = rowsInView(starts, view.top - margin, view.height, view.around, keep).map(
    (index): WindowedRow => ({ index, key: keyOf(index), start: starts[index] ?? 0 }),
  );
  return { rows, total: starts[count] ?? 0, measure, scrollTo };
}
