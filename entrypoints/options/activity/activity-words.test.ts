import { expect, test } from 'vitest';
import { allowanceTone, outcome, usedShare } from './activity-words.ts';

test('a request ends with a number, a brake or without an answer', () => {
  expect(outcome(200)).toEqual({ word: '200', tone: 'good' });
  expect(outcome(429)).toEqual({ word: '429 Slowed down', tone: 'attention' });
  expect(outcome(403)).toEqual({ word: '403', tone: 'bad' });
  expect(outcome(502)).toEqual({ word: '502', tone: 'bad' });
  expect(outcome(null)).toEqual({ word: 'Sent, no answer seen', tone: 'attention' });
  expect(outcome(0)).toEqual({ word: 'No answer', tone: 'bad' });
});

test('the used share stays between nothing and all', () => {
  expect(usedShare(0)).toBe(0);
  expect(usedShare(2500)).toBe(0.25);
  expect(usedShare(25_000)).toBe(1);
});

test('four fifths of the allowance call for attention', () => {
  expect(allowanceTone(7999)).toBe('good');
  expect(allowanceTone(8000)).toBe('attention');
  expect(allowanceTone(10_000)).toBe('bad');
});
