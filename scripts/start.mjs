/**
 * `npm start`: builds the extension, starts a Stripe server with a sample account and opens Chromium with the
 * extension loaded and pointed at it. Without a display it does the main job headless and saves screenshots.
 */
import { ensureBrowser } from './lib/browsers.mjs';
import { ensureDependencies, ensureTypes, main, runLocal } from './lib/prepare.mjs';

main(() => {
  ensureDependencies();
  ensureTypes();
  const env = { CHROME_PATH: ensureBrowser('chromium') };
  if (!runLocal('wxt', ['build'])) throw new Error('The extension could not be built; see the reason above.');
  if (!runLocal('vite-node', ['scripts/demo.ts'], { env })) process.exitCode = 1;
});
