/** `npm run bench`: the figures of the benchmark table. `-- --short` for CI: fewer rounds and sizes. */
import { ensureBrowser } from './lib/browsers.mjs';
import { ensureDependencies, ensureTypes, main, runLocal } from './lib/prepare.mjs';

main(() => {
  ensureDependencies();
  ensureTypes();
  const env = { CHROME_PATH: ensureBrowser('chromium') };
  if (!runLocal('wxt', ['build']))
    throw new Error('The extension could not be built; the reason stands above.');
  if (!runLocal('vite-node', ['tests/bench/main.ts', '--', ...process.argv.slice(2)], { env }))
    throw new Error('The benchmarks did not run to their end; the reason stands above.');
});
