/** The strength of longer passphrases is not measured. */
export const PASSPHRASE_MIN_LENGTH = 12;
/** The zxcvbn score, 0 to 4, that a shorter one needs. */
export const PASSPHRASE_MIN_SCORE = 3;
