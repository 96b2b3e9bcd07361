import { expect, test } from 'vitest';
import { defaultLockFor } from './default-lock.ts';

const RESTRICTED = 'rk_live_51QvWxYzTrustMeIAmARestrictedKey7Q9m2Z';
const SECRET = 'sk_test_51AbCdEfAnotherAccountsTestKey3H8k5L';

test.each([
  ['a restricted key', [RESTRICTED], 'browser'],
  ['a full secret key', [SECRET], '15'],
  ['several restricted keys', [RESTRICTED, RESTRICTED], 'browser'],
  ['a secret key among them', [RESTRICTED, SECRET], '15'],
  ['something else', ['acct_1'], '15'],
])('%s', (_what, keys, expected) => {
  expect(defaultLockFor(keys)).toBe(expected);
});
