import { describe, expect, test } from 'vitest';
import { judgePassphrase, passphraseLength } from './passphrase.ts';

describe('a new passphrase', () => {
  test.each([
    ['nothing', '', 4, 'passphrase-empty'],
    ['blanks only', '               ', 4, 'passphrase-empty'],
    ['eleven guessable characters', 'password123', 2, 'passphrase-weak'],
    ['eleven characters that are hard to guess', 'xK#9q!zP2vL', 3, 'ok'],
    ['twelve characters of any kind', 'aaaaaaaaaaaa', 0, 'ok'],
    ['twelve characters without digits or capitals', 'only letters', 0, 'ok'],
    ['eleven emoji (22 code units)', '😀'.repeat(11), 0, 'passphrase-weak'],
    ['twelve emoji', '😀'.repeat(12), 0, 'ok'],
  ])('%s', (_what, passphrase, score, expected) => {
    const judged = judgePassphrase(passphrase, score);
    expect(judged.ok ? 'ok' : judged.code).toBe(expected);
  });

  test('is judged by length alone when nobody measured it', () => {
    expect(judgePassphrase('xK#9q!zP2vL')).toEqual({ ok: false, code: 'passphrase-weak' });
    expect(judgePassphrase('xK#9q!zP2vLm')).toEqual({ ok: true });
  });

  test('is counted in the form that is derived from', () => {
    expect(passphraseLength('e\u0301')).toBe(1);
    expect(passphraseLength('ﬃ')).toBe(3);
  });
});
