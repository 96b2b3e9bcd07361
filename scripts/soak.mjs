/**
 * What takes too long for every day: the fuzzers a million times, and the source package built anew.
 *
 *     npm run soak                   FUZZ_RUNS=200000 npm run soak
 */
import { spawnSync } from 'node:child_process';

const env = { ...process.env, FUZZ_RUNS: process.env.FUZZ_RUNS ?? '1000000' };
const steps = [
  ['vitest', 'run', '--project', 'unit', 'lib/vault', 'lib/stripe', 'lib/messaging'],
  ['vitest', 'run', '--project', 'soak'],
];
for (const step of steps) {
  const { status } = spawnSync('npx', step, { stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
