import type { Account } from '../../stripe-server/account/account.ts';
import type { StripeServer } from '../../stripe-server/http/server.ts';
import { startStripeServer } from '../../stripe-server/http/server.ts';
import { sampleAccounts } from '../../stripe-server/samples/sample-account.ts';
import { builtPackage } from './built.ts';
import type { Browser, BrowserKind } from './driver.ts';
import { launch } from './driver.ts';
import { OptionsPage } from './options.ts';
import { PopupPage } from './popup.ts';

/** A browser with the built package, and a Stripe that answers it. */
export interface World {
  readonly server: StripeServer;
  readonly account: Account;
  readonly browser: Browser;
  options(hash?: string): Promise<OptionsPage>;
  popup(): Promise<PopupPage>;
  close(): Promise<void>;
}

export async function startWorld(kind: BrowserKind): Promise<World> {
  const server = await startStripeServer({ account: sampleAccounts(() => Math.floor(Date.now() / 1000)) });
  try {
    const browser = await launch({ kind, server, extensionDir: builtPackage(kind) });
    return {
      server,
      account: server.account,
      browser,
      options: async (hash) => new OptionsPage(await browser.openPage('options', hash)),
      popup: async () => new PopupPage(await browser.openPage('popup')),
      close: async () => {
        await browser.close().finally(() => server.close());
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}
