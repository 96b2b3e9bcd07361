import { type Derive, deriveHere } from '../../lib/vault/derive.ts';
import { deriveInWorker } from '../../lib/vault/derive-in-worker.ts';

/**
 * Chromium's service worker derives by itself (it has no `Worker`); Firefox's event page shares its thread with popup
 * and options, and a derivation there would freeze them for half a second.
 */
export function derivation(): Derive {
  if (typeof Worker === 'undefined') return deriveHere;
  return deriveInWorker(() => new Worker(new URL('/derive-worker.js', self.location.href)));
}
