/** Minutes after the last action, or when the browser closes; the strictest first. */
export const LOCK_CHOICES = ['5', '15', '60', 'browser'] as const;
export type LockChoice = (typeof LOCK_CHOICES)[number];
