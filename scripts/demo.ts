import { mkdirSync } from 'node:fs';
import { launch } from '../tests/e2e/drivers/driver.ts';
import { OptionsPage } from '../tests/e2e/drivers/options.ts';
import { type NewClient, PopupPage } from '../tests/e2e/drivers/popup.ts';
import { startStripeServer } from '../tests/stripe-server/http/server.ts';
import { SAMPLE_KEYS, sampleAccounts } from '../tests/stripe-server/samples/sample-account.ts';

/** What `npm start` shows: the main job on sample data, as a person would do it. */
const PASSPHRASE = 'a sample passphrase';
const SCREENSHOTS = 'artifacts/screenshots';

const CLIENTS: NewClient[] = [
  { name: 'Acme Studio', type: 'Retainer', subscription: { type: 'acme care', option: /Website care plan/ } },
  { name: 'Borealis', subscription: { type: 'borealis', option: /Borealis/ } },
  { name: 'Harbor & Pine', subscription: { type: 'harbor', option: /Harbor/ } },
  { name: 'Luma Yoga', subscription: { type: 'luma', option: /Luma/ } },
  { name: 'Oakridge Dental', subscription: { type: 'oakridge', option: /Oakridge/ } },
  { name: 'Pixel Bakery', subscription: { type: 'pixel', option: /Pixel/ } },
  { name: 'Corner Bookshop', service: 'Bookkeeping', manual: { status: 'Paid', monthly: '120' } },
];

async function demo(): Promise<void> {
  const headed = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY) && !process.env.CI;
  const server = await startStripeServer({ account: sampleAccounts(() => Math.floor(Date.now() / 1000)) });
  const browser = await launch({ kind: 'chromium', server, extensionDir: '.output/chrome-mv3', headed });
  console.log(
    `A Stripe server with a sample account listens on 127.0.0.1:${server.port}; ${browser.version} asks it.`,
  );

  const options = new OptionsPage(await browser.openPage('options'));
  await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
  console.log(`Connected: ${await options.says(/Live mode/)}`);

  const popup = new PopupPage(await browser.openPage('popup'));
  for (const client of CLIENTS) {
    await popup.addClient(client);
    console.log(`Added ${client.name}`);
  }
  await popup.refresh(server);
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
  await browser.close();
  await server.close();
}

demo().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
