import { type Seconds, toSeconds } from '../model/units.ts';

export const nowSeconds = (): Seconds => toSeconds(Date.now());
