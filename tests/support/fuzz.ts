/**
 * How often each fuzzer runs. All of them together make FUZZ_RUNS: 20,000 in the usual tests, a million in the soak.
 *
 *     fc.assert(fc.property(…), { numRuns: fuzzRuns('invoice') });
 */
const DEFAULT_RUNS = 20_000;

/** Percent of the whole: what is parsed from outside, by how much there is to get wrong. */
export const FUZZ_SHARES = {
  'envelope: anything': 10,
  'envelope: a field replaced': 20,
  'lock and throttle records': 4,
  'message: anything': 6,
  'message: a payload of the table damaged': 12,
  'message: any sender': 4,
  'subscription: anything': 6,
  'subscription: fields damaged': 14,
  invoice: 10,
  catalogue: 6,
  event: 4,
  'error body': 4,
} as const;

export type Fuzzer = keyof typeof FUZZ_SHARES;

function totalRuns(): number {
  const wanted = Number(process.env.FUZZ_RUNS ?? DEFAULT_RUNS);
  if (!Number.isSafeInteger(wanted) || wanted < 100)
    throw new Error('FUZZ_RUNS is a whole number from 100 on.');
  return wanted;
}

export const fuzzRuns = (fuzzer: Fuzzer): number => Math.round((totalRuns() * FUZZ_SHARES[fuzzer]) / 100);

/** A million runs take minutes, on two cores that others use too. */
export const FUZZ_TIMEOUT = 30 * 60_000;
