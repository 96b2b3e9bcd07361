import { describe, expect, test } from 'vitest';
import { checkKeyForm, fieldOf, passphraseNeed } from './key-form.ts';

const filled = { key: 'rk_test_1234567890', passphrase: 'correct horse', confirm: 'correct horse' };

describe('which passphrase is asked', () => {
  test('a new one with the first key', () => {
    expect(passphraseNeed({ exists: false, unlocked: false })).toBe('new');
  });
  test('the known one while locked', () => {
    expect(passphraseNeed({ exists: true, unlocked: false })).toBe('unlock');
  });
  test('none while unlocked', () => {
    expect(passphraseNeed({ exists: true, unlocked: true })).toBe('none');
  });
});

describe('what is said before anyone is asked', () => {
  test('nothing, when all is filled in', () => {
    expect(checkKeyForm(filled, 'new')).toBeNull();
  });
  test('an empty key comes first', () => {
    expect(checkKeyForm({ key: ' \n', passphrase: '', confirm: '' }, 'new')).toEqual({
      field: 'key',
      code: 'key-empty',
    });
  });
  test('an empty passphrase', () => {
    expect(checkKeyForm({ ...filled, passphrase: '', confirm: '' }, 'unlock')).toEqual({
      field: 'passphrase',
      code: 'passphrase-empty',
    });
  });
  test('a repetition that differs, only where it is asked', () => {
    const differs = { ...filled, confirm: 'correct horze' };
    expect(checkKeyForm(differs, 'new')).toEqual({ field: 'confirm', code: 'mismatch' });
    expect(checkKeyForm(differs, 'unlock')).toBeNull();
  });
  test('blanks count in a passphrase', () => {
    expect(checkKeyForm({ ...filled, confirm: 'correct horse ' }, 'new')?.field).toBe('confirm');
  });
  test('nothing about a passphrase that is not asked', () => {
    expect(checkKeyForm({ ...filled, passphrase: '', confirm: '' }, 'none')).toBeNull();
  });
});

test('a failure points at the field it concerns', () => {
  expect(fieldOf({ ok: false, code: 'key-publishable' })).toBe('key');
  expect(fieldOf({ ok: false, code: 'stripe-permission' })).toBe('key');
  expect(fieldOf({ ok: false, code: 'passphrase-weak' })).toBe('passphrase');
  expect(fieldOf({ ok: false, code: 'offline' })).toBeNull();
});
