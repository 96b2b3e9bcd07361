import { describe, expect, test } from 'vitest';
import type { FailureCode } from '../model/failure.ts';
import { type Circumstances, lastingFailure } from './refresh-failure.ts';

const AT = 1_000;
const usual: Circumstances = { onlineSince: 0, hasKey: true, lastDone: null };
const shown = (code: FailureCode, now: Partial<Circumstances> = {}) =>
  lastingFailure({ failure: { ok: false, code }, at: AT }, { ...usual, ...now })?.code ?? null;

describe('a refresh that failed is said', () => {
  test('until the next one works', () => {
    expect(shown('stripe-unavailable')).toBe('stripe-unavailable');
    expect(shown('stripe-unavailable', { lastDone: AT - 1 })).toBe('stripe-unavailable');
    expect(shown('stripe-unavailable', { lastDone: AT + 1 })).toBeNull();
  });

  test('for want of a network, until there is one', () => {
    expect(shown('offline', { onlineSince: null })).toBe('offline');
    expect(shown('offline', { onlineSince: AT - 1 })).toBe('offline');
    expect(shown('offline', { onlineSince: AT + 1 })).toBeNull();
    expect(shown('stripe-unavailable', { onlineSince: AT + 1 })).toBe('stripe-unavailable');
  });

  test('for want of a key, until there is one', () => {
    expect(shown('not-connected', { hasKey: false })).toBe('not-connected');
    expect(shown('not-connected')).toBeNull();
  });

  test('never without a failure', () => {
    expect(lastingFailure(null, usual)).toBeNull();
  });
});
