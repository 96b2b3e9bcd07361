import type { WaitOptions } from './by-role.ts';

/** For what derives a key or reads from Stripe: seconds on two cores. */
export const SLOW: WaitOptions = { timeout: 30_000 };

export const PASSPHRASE = 'correct horse battery staple';
