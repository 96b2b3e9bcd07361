/** The large counts take minutes: `SOAK=1 npx vitest run --project unit lib/refresh`. The only place that reads it. */
export const SOAK = process.env.SOAK === '1';
