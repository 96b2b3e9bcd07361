import { type Browser, launch } from '../../tests/e2e/drivers/driver.ts';
import { OptionsPage } from '../../tests/e2e/drivers/options.ts';
import { type NewClient, PopupPage } from '../../tests/e2e/drivers/popup.ts';
import { type StripeServer, startStripeServer } from '../../tests/stripe-server/http/server.ts';
import { SAMPLE_KEYS, sampleAccounts } from '../../tests/stripe-server/samples/sample-account.ts';

/** What `npm start` and `npm run dev` show: the sample account, set up as a person would do it. */

export const PASSPHRASE = 'a sample passphrase';

const CLIENTS: NewClient[] = [
  { name: 'Acme Studio', type: 'Retainer', subscription: { type: 'acme care', option: /Website care plan/ } },
  { name: 'Borealis', subscription: { type: 'borealis', option: /Borealis/ } },
  { name: 'Harbor & Pine', subscription: { type: 'harbor', option: /Harbor/ } },
  { name: 'Luma Yoga', subscription: { type: 'luma', option: /Luma/ } },
  { name: 'Oakridge Dental', subscription: { type: 'oakridge', option: /Oakridge/ } },
  { name: 'Pixel Bakery', subscription: { type: 'pixel', option: /Pixel/ } },
  { name: 'Corner Bookshop', service: 'Bookkeeping', manual: { status: 'Paid', monthly: '120' } },
];

/** Whether a window can be shown. */
export const hasDisplay = (): boolean =>
  (Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY) ||
    process.platform === 'darwin' ||
    process.platform === 'win32') &&
  !process.env.CI;

export interface SampleBrowser {
  server: StripeServer;
  browser: Browser;
  close(): Promise<void>;
}

/** Chromium with the extension of that folder, pointed at a test Stripe server with the sample account. */
export async function openSampleBrowser(extensionDir: string, headed: boolean): Promise<SampleBrowser> {
  const server = await startStripeServer({ account: sampleAccounts(() => Math.floor(Date.now() / 1000)) });
  const browser = await launch({ kind: 'chromium', server, extensionDir, headed });
  console.log(
    `${browser.version} talks to a Stripe server with a sample account on 127.0.0.1:${server.port}.`,
  );
  return {
    server,
    browser,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Connects the sample account, adds clients and refreshes. Returns both pages, left open. */
export async function setUpSample({
  browser,
  server,
}: SampleBrowser): Promise<{ options: OptionsPage; popup: PopupPage }> {
  const options = new OptionsPage(await browser.openPage('options'));
  await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
  console.log(`Connected: ${await options.says(/Live mode/)}`);
  const popup = new PopupPage(await browser.openPage('popup'));
  for (const client of CLIENTS) {
    await popup.addClient(client);
    console.log(`Added ${client.name}`);
  }
  await popup.refresh(server);
  return { options, popup };
}
