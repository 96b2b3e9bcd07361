/**
 * What takes too long for every day, about three quarters of an hour on two cores: the large counts of the refresh, in
 * Node and in real browsers, the fuzzers a million times, and the source package built anew.
 *
 *     npm run soak                   FUZZ_RUNS=200000 npm run soak
 *     npm run soak -- browsers       only that part: refresh, browsers, fuzz or package
 */
import { ensureBrowser } from './lib/browsers.mjs';
import { build, ensureDependencies, ensureTypes, main, runLocal } from './lib/prepare.mjs';

/** Each test is named as it ends: what was found is not lost when somebody stops the run. */
const vitest = (...args) => ['run', '--reporter=verbose', ...args];
const parts = {
  refresh: vitest('--project', 'unit', 'lib/refresh'),
  browsers: vitest('--project', 'e2e', 'tests/e2e/stories/interrupted-reads.e2e.ts'),
  fuzz: vitest('--project', 'unit', 'lib/vault', 'lib/stripe', 'lib/messaging'),
  package: vitest('--project', 'soak'),
};

main(() => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !(name in parts));
  if (unknown) throw new Error(`There is no part "${unknown}"; there are ${Object.keys(parts).join(', ')}.`);
  ensureDependencies();
  ensureTypes();
  const env = {
    SOAK: '1',
    FUZZ_RUNS: process.env.FUZZ_RUNS ?? '1000000',
    CHROME_PATH: ensureBrowser('chromium'),
    FIREFOX_PATH: ensureBrowser('firefox'),
  };
  if (!build()) throw new Error('The extension could not be built; the reason stands above.');
  const failed = [];
  for (const [name, args] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n── ${name}`);
    if (!runLocal('vitest', args, { env })) failed.push(name);
  }
  if (failed.length > 0) throw new Error(`Failed: ${failed.join(', ')}.`);
});
