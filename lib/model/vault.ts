/** Minutes after the user's last action, or when the browser closes. */
export const LOCK_CHOICES = ['5', '15', '60', 'browser'] as const;
export type LockChoice = (typeof LOCK_CHOICES)[number];

/** A passphrase of this many characters is never measured. */
export const PASSPHRASE_MIN_LENGTH = 12;
/** The zxcvbn score, 0 to 4, that a shorter one needs. */
export const PASSPHRASE_MIN_SCORE = 3;
