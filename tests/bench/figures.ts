import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Figure {
  figure: string;
  value: string;
  /** What it is measured against in the same run. */
  against: string;
  /** value ÷ against, where that means something. */
  ratio: number | null;
  goal: string;
  /** All measurements, in the unit of `value`. */
  samples: number[];
}

export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

const round = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

/** "148 ms (141–160)". */
export function spread(samples: readonly number[], unit: string): string {
  return `${round(median(samples))} ${unit} (${round(Math.min(...samples))}–${round(Math.max(...samples))})`;
}

export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

export function asMarkdown(title: string, figures: readonly Figure[]): string {
  const rows = figures.map(
    ({ figure, value, against, ratio, goal }) =>
      `| ${figure} | ${value} | ${against} | ${ratio === null ? '' : `${ratio.toFixed(2)} ×`} | ${goal} |`,
  );
  return [
    title,
    '',
    '| figure | value | against | ratio | goal |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

export function write(folder: string, title: string, figures: readonly Figure[], facts: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'bench.md'), asMarkdown(title, figures));
  writeFileSync(join(folder, 'bench.json'), `${JSON.stringify({ ...facts, figures }, null, 2)}\n`);
}
