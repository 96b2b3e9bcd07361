import { describe, expect, test, vi } from 'vitest';
import * as vault from '../../../lib/vault/passphrase.ts';
import { hintWords, measureStrength, strengthHint } from './passphrase-strength.ts';

describe('a new passphrase below twelve characters', () => {
  test.each([
    ['a common password', 'password123', false],
    ['keys beside each other', 'qwertyuiop', false],
    ['a date', '23.11.1987', false],
    ['the name of what it protects', 'ClientPlug1', false],
    ['a single word with a digit', 'sunshine7', false],
    ['random characters', 'xK#9q!zP2vL', true],
    ['eight random characters', 'v7$Rq!2m', false],
    ['ten random characters', 'v7$Rq!2mKw', true],
  ])('%s', async (_what, passphrase, good) => {
    const { score } = await measureStrength(passphrase);
    expect(vault.judgePassphrase(passphrase, score).ok).toBe(good);
  });

  test('is the only one that the library is loaded for', async () => {
    const load = vi.fn(async () => ({ scoreOf: () => 4 }));
    for (const passphrase of ['', '   ', 'long enough already', 'a'.repeat(1024)]) {
      expect(await measureStrength(passphrase, load)).toEqual({});
    }
    expect(load).not.toHaveBeenCalled();
  });

  test('is measured as it is derived: composed, full-width letters as letters', async () => {
    const scoreOf = vi.fn(() => 0);
    const load = async () => ({ scoreOf });
    await measureStrength('ｐａｓｓｗｏｒｄ', load);
    expect(scoreOf).toHaveBeenCalledWith('password');
    // Eleven as typed, twelve as derived.
    scoreOf.mockClear();
    expect(await measureStrength('ﬀ234567890x', load)).toEqual({});
    expect(scoreOf).not.toHaveBeenCalled();
  });

  test('counts as weak when the library cannot be loaded', async () => {
    const load = () => Promise.reject(new Error('no chunk'));
    expect(await measureStrength('xK#9q!zP2vL', load)).toEqual({});
    expect(await strengthHint('xK#9q!zP2vL', load)).toEqual({ missing: 1 });
  });
});

test.each([
  ['', ''],
  ['   ', ''],
  ['pass', 'Too easy to guess. 8 more characters to go.'],
  ['password123', 'Too easy to guess. 1 more character to go.'],
  ['xK#9q!zP2vL', 'Good: short, but hard to guess.'],
  ['correct horse battery staple', 'Good.'],
])('the hint for "%s"', async (passphrase, words) => {
  expect(hintWords(await strengthHint(passphrase))).toBe(words);
});
