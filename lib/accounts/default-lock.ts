import { parseKey } from '../stripe/parse-key.ts';
import type { DefaultLock } from '../vault/lock.ts';

/**
 * How long the vault stays open where the user chose nothing: until the browser closes if every key is restricted,
 * which Stripe itself keeps from more than it was made for; 15 minutes with any full secret key.
 */
export function defaultLockFor(keys: readonly string[]): DefaultLock {
  const restricted = keys.every((key) => {
    const form = parseKey(key);
    return form.ok && form.kind === 'restricted';
  });
  return restricted ? 'browser' : '15';
}
