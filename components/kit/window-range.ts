/** `starts[i]`, then the total height. @param measured sorted by index */
export function rowStarts(
  count: number,
  estimate: number,
  measured: readonly { index: number; height: number }[],
): Float64Array {
  const starts = new Float64Array(count + 1);
  let at = 0;
  let next = 0;
  for (let index = 0; index < count; index += 1) {
    starts[index] = at;
    const known = measured[next];
    if (known?.index === index) {
      at += known.height;
      next += 1;
    } else at += estimate;
  }
  starts[count] = at;
  return starts;
}

/** Clamped to the first and last row. */
export function rowAt(starts: Float64Array, position: number): number {
  let low = 0;
  let high = Math.max(0, starts.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function rowsInView(
  starts: Float64Array,
  top: number,
  height: number,
  overscan: number,
  keep: number | null,
): number[] {
  const count = starts.length - 1;
  if (count <= 0) return [];
  const first = Math.max(0, rowAt(starts, top) - overscan);
  const last = Math.min(count - 1, rowAt(starts, top + height) + overscan);
  const rows: number[] = [];
  if (keep !== null && keep >= 0 && keep < first) rows.push(keep);
  for (let index = first; index <= last; index += 1) rows.push(index);
  if (keep !== null && keep > last && keep < count) rows.push(keep);
  return rows;
}
