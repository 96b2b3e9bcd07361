import { mkdirSync } from 'node:fs';
import { SAMPLE_KEYS } from '../tests/stripe-server/samples/sample-account.ts';
import { hasDisplay, openSampleBrowser, PASSPHRASE, setUpSample } from './lib/demo-setup.ts';

/** What `npm start` shows: the main job on sample data. */
const SCREENSHOTS = 'artifacts/screenshots';

async function demo(): Promise<void> {
  const headed = hasDisplay();
  const sample = await openSampleBrowser('.output/chrome-mv3', headed);
  const { server, browser } = sample;
  const { popup } = await setUpSample(sample);
  for (const row of await popup.rows.all()) console.log(`  ${row.name}`);
  console.log(`MRR: ${(await popup.mrr.one()).text}`);

  mkdirSync(SCREENSHOTS, { recursive: true });
  for (const theme of ['light', 'dark'] as const) {
    await browser.setTheme(theme);
    await popup.page.setSize(440, 600);
    await popup.page.screenshot(`${SCREENSHOTS}/start-popup-${theme}.png`);
  }
  await browser.setTheme('light');
  const reads = server.requests.filter((request) => request.host === 'api.stripe.com');
  console.log(
    `${reads.length} requests to Stripe, ${server.writes.length} of them writes. Screenshots: ${SCREENSHOTS}/`,
  );

  if (headed) {
    console.log(`The popup is open. Passphrase: "${PASSPHRASE}". Another sample key: ${SAMPLE_KEYS.secret}`);
    console.log('Press Ctrl+C to end.');
    await new Promise<void>((resolve) => process.once('SIGINT', resolve));
  }
  await sample.close();
}

demo().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
