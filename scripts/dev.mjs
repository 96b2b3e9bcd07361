/**
 * `npm run dev`: builds the extension whenever a source changes, and shows it in Chromium against a Stripe server with
 * a sample account. Without a display it only builds.
 */
import { ensureBrowser } from './lib/browsers.mjs';
import { ensureDependencies, ensureTypes, main, runLocal } from './lib/prepare.mjs';

main(() => {
  ensureDependencies();
  ensureTypes();
  const env = { CHROME_PATH: ensureBrowser('chromium') };
  if (!runLocal('vite-node', ['scripts/dev.ts'], { env })) process.exitCode = 1;
});
