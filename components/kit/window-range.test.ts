import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowAt, rowStarts, rowsInView } from './window-range.ts';

const heights = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 200 });

const startsOf = (list: number[]) =>
  rowStarts(
    list.length,
    Number.NaN,
    list.map((height, index) => ({ index, height })),
  );

describe('the rows on screen', () => {
  it('a row that was measured counts with its height, the others with the estimate', () => {
    const starts = rowStarts(4, 80, [
      { index: 1, height: 300 },
      { index: 3, height: 10 },
    ]);
    expect([...starts]).toEqual([0, 80, 380, 460, 470]);
  });

  it('every position lies in the row that is said to cover it', () => {
    fc.assert(
      fc.property(heights, fc.nat({ max: 80_000 }), (list, position) => {
        const starts = startsOf(list);
        const row = rowAt(starts, position);
        const start = starts[row] ?? Number.NaN;
        const end = starts[row + 1] ?? Number.NaN;
        expect(start).toBeLessThanOrEqual(position);
        if (row < list.length - 1) expect(position).toBeLessThan(end);
      }),
    );
  });

  it('the rendered rows cover the viewport without a gap, whatever else is kept', () => {
    fc.assert(
      fc.property(
        heights,
        fc.nat({ max: 60_000 }),
        fc.integer({ min: 1, max: 900 }),
        fc.option(fc.nat({ max: 250 })),
        (list, top, height, keep) => {
          const starts = startsOf(list);
          const rows = rowsInView(starts, top, height, 2, keep);
          const shown = new Set(rows);
          list.forEach((own, index) => {
            const start = starts[index] ?? 0;
            if (start < top + height && start + own > top) expect(shown.has(index)).toBe(true);
          });
          if (keep !== null) expect(shown.has(keep)).toBe(keep < list.length);
          expect([...rows].sort((a, b) => a - b)).toEqual(rows);
          expect(shown.size).toBe(rows.length);
        },
      ),
    );
  });

  it('ten thousand rows cost no more than those on screen', () => {
    const starts = rowStarts(10_000, 80, []);
    expect(starts[10_000]).toBe(800_000);
    expect(rowsInView(starts, 400_000, 600, 4, 3)).toHaveLength(1 + 8 + 8);
    expect(rowsInView(rowStarts(0, 80, []), 0, 600, 4, null)).toEqual([]);
  });
});
