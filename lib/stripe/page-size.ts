/** Objects in one page of a list: the most that Stripe sends. */
export const PAGE_SIZE = 100;
