import { type Derive, deriveHere } from '../../lib/vault/derive.ts';
import { deriveInWorker } from '../../lib/vault/derive-in-worker.ts';

/** Firefox's event page shares a thread with popup and options, so it derives in a worker. */
export function derivation(): Derive {
  if (typeof Worker === 'undefined') return deriveHere;
  return deriveInWorker(() => new Worker(new URL('/derive-worker.js', self.location.href)));
}
