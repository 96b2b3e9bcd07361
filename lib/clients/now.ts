import { type Seconds, seconds } from '../billing/model.ts';

/** The present, in whole seconds since 1970 (UTC). */
export const nowSeconds = (): Seconds => seconds(Math.floor(Date.now() / 1000));
