/** Seconds in which a change to clients can be taken back. */
export const UNDO_LASTS = 600;
