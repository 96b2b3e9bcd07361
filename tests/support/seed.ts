/** Runs before every file of unit tests: properties try the same cases each time, in the soak ever new ones. */
import fc from 'fast-check';
import { SOAK } from './soak.ts';

if (!SOAK) fc.configureGlobal({ seed: 20_261_122 });
