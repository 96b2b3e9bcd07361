import { parseKey } from '../stripe/parse-key.ts';
import type { DefaultLock } from '../vault/lock.ts';

/** Until the browser closes if Stripe restricts every key, else 15 minutes. */
export function defaultLockFor(keys: readonly string[]): DefaultLock {
  const restricted = keys.every((key) => {
    const form = parseKey(key);
    return form.ok && form.kind === 'restricted';
  });
  return restricted ? 'browser' : '15';
}
