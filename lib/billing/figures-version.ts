/**
 * Raise when a figure, or the form of what is kept to compute it, changes: stored views and first screens of another
 * version are computed again.
 */
export const FIGURES_VERSION = 3;
