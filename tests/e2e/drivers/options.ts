import type { Locator } from './by-role.ts';
import type { ExtensionPage } from './driver.ts';
import { SLOW } from './patience.ts';

/** The options page, by the accessible names that people and screen readers find. */
export class OptionsPage {
  readonly stripe: Locator;
  readonly security: Locator;

  constructor(readonly page: ExtensionPage) {
    this.stripe = page.by('region', 'Stripe');
    this.security = page.by('region', 'Security');
  }

  get alert(): Locator {
    return this.stripe.by('alert');
  }

  get permissions(): Locator {
    return this.stripe.by('table', 'Permissions');
  }

  /** Fills the fields and presses the button; what comes of it is the caller's to read. */
  async submitKey(button: 'Save Key' | 'Update Key', key: string, ...passphrases: string[]): Promise<void> {
    await this.stripe.by('textbox', 'Stripe secret key').paste(key);
    for (const [index, name] of ['Passphrase', 'Confirm passphrase'].entries()) {
      const passphrase = passphrases[index];
      if (passphrase !== undefined) await this.stripe.by('textbox', name).fill(passphrase);
    }
    await this.stripe.by('button', button).click();
  }

  async connect(key: string, passphrase: string): Promise<void> {
    await this.submitKey('Save Key', key, passphrase, passphrase);
    await this.stripe.by('button', 'Disconnect').one(SLOW);
  }

  /** Waits until the section says how things stand. */
  async says(words: string | RegExp): Promise<string> {
    return (await this.stripe.by('status').says(words, SLOW)).text;
  }

  /** "Subscriptions Works": each permission with its state. */
  async permissionRows(): Promise<string[]> {
    const rows = await this.permissions
      .by('row')
      .until((all) => all.some((row) => /Works|Missing/.test(row.text)), 'permissions are listed', SLOW);
    return rows.map((row) => row.text).filter((text) => /Works|Missing/.test(text));
  }

  async disconnect(): Promise<void> {
    await this.stripe.by('button', 'Disconnect').click();
    const dialog = this.page.by('dialog', 'Disconnect Stripe?');
    await dialog.by('button', 'Disconnect').click();
    await dialog.gone(SLOW);
    await this.stripe.by('button', 'Save Key').one(SLOW);
  }

  async lockNow(): Promise<void> {
    await this.security.by('button', 'Lock now').click();
    await this.security.by('status').says('Locked', SLOW);
  }
}
