import { type Seconds, toSeconds } from '../model/units.ts';

/** The present, in whole seconds since 1970 (UTC). */
export const nowSeconds = (): Seconds => toSeconds(Date.now());
