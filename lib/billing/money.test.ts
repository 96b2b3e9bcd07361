import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  compare,
  divide,
  fromText,
  isPositive,
  negate,
  parseDecimal,
  parsePercent,
  ratio,
  roundHalfAway,
  toText,
  whole,
  ZERO,
} from './money.ts';

const text = (value: ReturnType<typeof parseDecimal>) => (value === null ? null : toText(value));

describe('decimal text', () => {
  test.each([
    ['1050', '1050'],
    ['0.5', '1/2'],
    ['-12.25', '-49/4'],
    ['0.000000000001', '1/1000000000000'],
    ['1e-7', '1/10000000'],
    ['1e-12', '1/1000000000000'],
    ['1.5e3', '1500'],
    ['2E+2', '200'],
    ['  7 ', '7'],
    ['007', '7'],
    ['-0', '0'],
    ['9007199254740993', '9007199254740993'],
  ])('%s is %s', (written, expected) => {
    expect(text(parseDecimal(written))).toBe(expected);
  });

  test.each([
    '',
    '.',
    '1.',
    '.5',
    '1,000',
    '0x10',
    'NaN',
    'Infinity',
    '1/2',
    '0.(3)',
    '1e999',
    '--1',
    '1 2',
    '1'.repeat(41),
  ])('“%s” is none', (written) => {
    expect(parseDecimal(written)).toBeNull();
  });
});

test.each([
  [33.33, '3333/10000'],
  [0.1, '1/1000'],
  [12.5, '1/8'],
  [100, '1'],
  [1e-7, '1/1000000000'],
])('the percentage %s is the decimal it shows', (percent, expected) => {
  const value = parsePercent(percent);
  expect(value !== null && compare(value, fromText(expected) ?? ZERO)).toBe(0);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('%s is no percentage', (percent) => {
  expect(parsePercent(percent)).toBeNull();
});

describe('rounding, half away from zero', () => {
  test.each([
    ['0', 0],
    ['1/2', 1],
    ['-1/2', -1],
    ['499/1000', 0],
    ['-499/1000', 0],
    ['501/1000', 1],
    ['3/2', 2],
    ['5/2', 3],
    ['-5/2', -3],
    ['2500/3', 833],
    ['5000/3', 1667],
  ])('%s is %s', (exact, expected) => {
    // `+ 0`: zero has no sign here.
    expect(roundHalfAway(fromText(exact) ?? whole(99)) + 0).toBe(expected);
  });
});

test('signs', () => {
  expect([isPositive(ratio(1, 3)), isPositive(ZERO), isPositive(negate(ratio(1, 3)))]).toEqual([
    true,
    false,
    false,
  ]);
});

test.each(['', '1/0', '1.5', 'x', '1/', '1/-2'])('“%s” is no exact text', (written) => {
  expect(fromText(written)).toBeNull();
});

test('a float cannot become exact', () => {
  for (const float of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    expect(() => whole(float)).toThrow(RangeError);
  }
  expect(() => divide(whole(1), ZERO)).toThrow();
});

describe('no float enters the rules', () => {
  const folder = new URL('.', import.meta.url);
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(name))
    .map((name) => ({ name, code: withoutComments(readFileSync(new URL(name, folder), 'utf8')) }));

  test('only money.ts knows the library of exact numbers', () => {
    const importers = sources
      .filter(({ code }) => code.includes("from 'fraction.js'"))
      .map(({ name }) => name);
    expect(importers).toEqual(['money.ts']);
  });

  test.each(['parseFloat', 'toFixed', 'valueOf(', 'Math.round', 'Math.trunc'])('nobody uses %s', (name) => {
    expect(sources.filter(({ code }) => code.includes(name)).map((source) => source.name)).toEqual([]);
  });

  test('no number with a decimal point is written in code', () => {
    const found = sources.filter(({ code }) => /[^\w'"`.]\d+\.\d/.test(code)).map(({ name }) => name);
    expect(found).toEqual([]);
  });
});

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '');
}
