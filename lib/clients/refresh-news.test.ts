import { expect, test } from 'vitest';
import type { RefreshState } from '../model/refresh.ts';
import { hasNews } from './refresh-news.ts';

const done: RefreshState = {
  phase: 'done',
  startedAt: 1_000,
  endedAt: 2_000,
  fraction: 1,
  objectsRead: 10,
  requests: 3,
  failure: null,
  changes: [],
};

test.each<[string, RefreshState | null, boolean]>([
  ['no refresh yet', null, false],
  ['nothing changed', done, false],
  ['a change', { ...done, changes: [{ kind: 'missing', client: 'Acme' }] }, true],
  ['what the weekly check found', { ...done, drift: 2 }, true],
  ['objects that could not be read', { ...done, unreadable: 1 }, true],
  ['a refresh that failed', { ...done, phase: 'failed', unreadable: 1 }, false],
])('%s', (_, state, expected) => {
  expect(hasNews(state)).toBe(expected);
});
