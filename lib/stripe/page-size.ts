/** Stripe's maximum. */
export const PAGE_SIZE = 100;
