/**
 * The large counts take minutes to an hour: `npm run soak`, or `SOAK=1` before any run of the tests. The only place
 * that reads it.
 */
export const SOAK = process.env.SOAK === '1';
