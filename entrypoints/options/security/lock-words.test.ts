import { expect, test } from 'vitest';
import { lockWords, screenLockWords } from './lock-words.ts';

test('the states of the lock', () => {
  const vault = { exists: true, unlocked: true, trouble: null };
  expect(lockWords(vault).state).toBe('Unlocked');
  expect(lockWords({ ...vault, unlocked: false }).state).toBe('Locked');
  expect(lockWords({ ...vault, exists: false, unlocked: false }).state).toBe('No passphrase yet');
});

test('a vault in trouble is neither locked nor new', () => {
  for (const exists of [true, false]) {
    expect(lockWords({ exists, unlocked: false, trouble: 'vault-lost' }).state).toBe('Cannot be opened');
  }
});

test('only where the screen’s lock is not known, idleness is spoken of', () => {
  expect(screenLockWords(true)).not.toMatch(/Firefox/);
  expect(screenLockWords(false)).toMatch(/Firefox/);
});
