import { describe, expect, test } from 'vitest';
import type { RefreshState } from '../model/refresh.ts';
import { changesWords } from './change-words.ts';
import { progressWords } from './refresh-words.ts';

const state = (change: Partial<RefreshState>): RefreshState => ({
  phase: 'running',
  startedAt: 1_000_000,
  endedAt: null,
  fraction: null,
  objectsRead: 0,
  requests: 0,
  failure: null,
  changes: [],
  ...change,
});

describe('how far a refresh is', () => {
  test.each([
    ['before anything was asked', state({}), ''],
    ['with one request', state({ requests: 1, objectsRead: 0 }), '0 read in 1 request, 5 s'],
    ['with many', state({ requests: 41, objectsRead: 3_400 }), '3,400 read in 41 requests, 5 s'],
    ['when it is over', state({ phase: 'done', requests: 41, objectsRead: 3_400 }), ''],
    ['when none ever ran', null, ''],
  ])('%s', (_when, given, words) => {
    expect(progressWords(given, 1_005_200)).toBe(words);
  });

  test('a clock that was set back shows no negative time', () => {
    expect(progressWords(state({ requests: 2 }), 0)).toBe('0 read in 2 requests, 0 s');
  });
});

describe('what a refresh changed', () => {
  const late = { kind: 'status', client: 'Acme', from: 'paid', to: 'late' } as const;

  test('a client by name', () => {
    expect(changesWords(state({ phase: 'done', changes: [late] }))).toEqual(['Acme is now Late.']);
  });

  test.each([
    [0, []],
    [1, ['The weekly check found 1 subscription that had changed without notice, and put it right.']],
    [
      1_200,
      ['The weekly check found 1,200 subscriptions that had changed without notice, and put them right.'],
    ],
  ])('drift of %i', (drift, words) => {
    expect(changesWords(state({ phase: 'done', drift }))).toEqual(words);
  });

  test('nothing while one runs, or after one that failed', () => {
    expect(changesWords(state({ changes: [late] }))).toEqual([]);
    expect(changesWords(state({ phase: 'failed', changes: [late], drift: 3 }))).toEqual([]);
  });
});
