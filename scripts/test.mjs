/**
 * `npm test`: installs what is missing, then checks everything, one step after another.
 * The last line reads "N passed, N failed" over all tests and steps.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureBrowser } from './lib/browsers.mjs';
import { build, ensureDependencies, ensureTypes, main, root, run, runLocal } from './lib/prepare.mjs';
import { checkChrome } from './lib/stores.mjs';
import { checkZips } from './lib/zips.mjs';

const packages = {
  chromium: join(root, '.output', 'chrome-mv3'),
  firefox: join(root, '.output', 'firefox-mv3'),
};
const reports = join(root, 'artifacts', 'reports');

/** A step that is one check: it passes or fails as a whole. */
const check = (name, work) => ({
  name,
  work: () => (work() ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
});

/** True where nothing is wrong; else says what is. */
function fine(problems) {
  for (const problem of problems) console.log(problem);
  return problems.length === 0;
}

/** What failed in one file, with the first line of why: a log that is cut still ends with it. */
function failuresOf({ name: file, message, assertionResults }) {
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  const first = (text) => (text ?? '').split('\n', 1)[0];
  if (failed.length === 0 && message) return [`${relative(root, file)}: ${first(message)}`];
  return failed.map(
    ({ fullName, failureMessages }) => `${relative(root, file)} > ${fullName}: ${first(failureMessages[0])}`,
  );
}

/** A step of many tests, counted from Vitest's own report; a run that ends without one has failed. */
function tests(name, args, env) {
  const report = join(reports, `${name.replaceAll(' ', '-')}.json`);
  return {
    name,
    work() {
      rmSync(report, { force: true });
      const ok = runLocal(
        'vitest',
        ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
        { env },
      );
      let counted;
      try {
        counted = JSON.parse(readFileSync(report, 'utf8'));
      } catch {
        return { passed: 0, failed: 1 };
      }
      const { numPassedTests: passed, numFailedTests: failed } = counted;
      return {
        passed,
        // Errors outside tests, or no test at all, are failures that the report does not count.
        failed: (ok && passed > 0) || failed > 0 ? failed : 1,
        failures: counted.testResults.flatMap(failuresOf),
      };
    },
  };
}

main(() => {
  const start = Date.now();
  ensureDependencies();
  ensureTypes();
  mkdirSync(reports, { recursive: true });
  const browsers = { CHROME_PATH: ensureBrowser('chromium'), FIREFOX_PATH: ensureBrowser('firefox') };

  const steps = [
    check('types', () => runLocal('tsc', ['--noEmit'])),
    check('lint', () => runLocal('biome', ['check', '.'])),
    check('import rules', () =>
      runLocal('depcruise', ['--config', '.dependency-cruiser.cjs', 'lib', 'components', 'entrypoints']),
    ),
    check('unused code', () => runLocal('knip', ['--no-progress'])),
    check('build', build),
    tests('unit', ['--project', 'unit']),
    tests('real browsers', ['--project', 'e2e'], browsers),
    check(
      'packages for the stores',
      () => run('npm', ['run', '--silent', 'zip']) && fine(checkZips(packages)),
    ),
    check('check of the Chrome store', () => fine(checkChrome(packages.chromium))),
    check('check of the Firefox store', () =>
      runLocal('addons-linter', ['.output/firefox-mv3', '--warnings-as-errors=false']),
    ),
  ];

  const rows = [];
  for (const { name, work } of steps) {
    const began = Date.now();
    console.log(`\n── ${name}`);
    const { passed, failed, failures = [] } = work();
    rows.push({ name, passed, failed, failures, seconds: Math.round((Date.now() - began) / 1000) });
  }

  console.log('');
  for (const { name, passed, failed, failures, seconds } of rows) {
    console.log(
      `${failed === 0 ? 'ok    ' : 'FAILED'} ${name}: ${passed} passed, ${failed} failed (${seconds} s)`,
    );
    for (const failure of failures) console.log(`         ${failure}`);
  }
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  console.log(`${Math.round((Date.now() - start) / 1000)} s in all`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  if (sum('failed') > 0) process.exitCode = 1;
});
