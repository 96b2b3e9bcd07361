import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pseudoText } from '../../../scripts/messages.ts';
import type { StripeServer } from '../../stripe-server/http/server.ts';
import { startStripeServer } from '../../stripe-server/http/server.ts';
import { SAMPLE_KEYS, sampleAccounts } from '../../stripe-server/samples/sample-account.ts';
import { sampleClients } from '../../stripe-server/samples/sample-subscriptions.ts';
import type { Locator } from '../drivers/by-role.ts';
import type { Browser, ExtensionPage } from '../drivers/driver.ts';
import { launch } from '../drivers/driver.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import { unmarkedTexts } from './unmarked.ts';

/** Milliseconds: builds the whole extension. */
const BUILDING = 300_000;
const FOLDER = 'artifacts/pseudo-locale/chrome-mv3';

/** A message without arguments, as the pseudo-locale says it. */
const say = (english: string): string => `⟦${pseudoText(english)}⟧`;

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
/** Names of the account at the test Stripe, alone or in a row: "Acme Studio · Hosting". */
const names = sampleClients(0).flatMap(({ name, email, items }) => [
  name,
  email,
  ...items.map(({ product }) => product),
]);
const NAMES = `^(?:(?:${[...new Set(names), 'Studio Lindqvist', 'Typed by hand'].map(escaped).join('|')})[\\s·+]*)+$`;

/** What is not from the catalogue: the product's name, data, amounts and dates. */
const DATA = [
  '^ClientPlug$',
  NAMES,
  // "Nov 12", "Nov 12, 2:05:09 PM", "$300.00", "€300.00 + CA$20.00", "12 ms".
  '^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \\d',
  '^[–—+·\\s]*([A-Z]{0,3}[$€£¥]|[A-Z]{3}\\s)[\\d.,]+',
  '^[\\d.,]+ (ms|sec)$',
  // Codes of currencies, paths and ids of Stripe, the form of a key.
  '^[A-Z]{3}$',
  '^/v1/',
  '^(req|sub|cus|prod|price|in)_',
  '^rk_live_…$',
  // E-mail addresses.
  '^\\S+@[\\w.-]+$',
];

describe('in the pseudo-locale every text and every accessible name is from the catalogue', {
  shuffle: false,
}, () => {
  let server: StripeServer;
  let browser: Browser;
  let options: ExtensionPage;
  let popup: ExtensionPage;

  beforeAll(async () => {
    const env = { ...process.env, CLIENTPLUG_PSEUDO_LOCALE: '1' };
    execFileSync('npx', ['wxt', 'build'], { env, stdio: 'ignore' });
    server = await startStripeServer({ account: sampleAccounts(() => Math.floor(Date.now() / 1000)) });
    browser = await launch({ kind: 'chromium', server, extensionDir: FOLDER });
    options = await browser.openPage('options');
    popup = await browser.openPage('popup');
  }, BUILDING);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const unmarked = (page: ExtensionPage) => page.page.evaluate(unmarkedTexts, DATA);
  const button = (page: ExtensionPage | Locator, english: string) => page.by('button', say(english));

  test('a planted text is found', async () => {
    await popup.by('heading', say('See who has paid.')).one();
    const planted = await popup.page.evaluate(() => {
      const element = document.createElement('p');
      element.textContent = 'Planted';
      element.title = 'Planted name';
      document.body.append(element);
      return element.textContent;
    });
    expect(planted).toBe('Planted');
    expect(await unmarked(popup)).toEqual(['<p>: Planted', '<p title>: Planted name']);
    await popup.page.evaluate(() => document.querySelector('p[title="Planted name"]')?.remove());
  });

  test('the popup and the options before the connection', async () => {
    expect(await unmarked(popup)).toEqual([]);
    await button(options, 'Save Key').click();
    await options.by('alert').one();
    expect(await unmarked(options)).toEqual([]);
  });

  test('the options when connected, and their dialogs', async () => {
    await options.by('textbox', say('Stripe secret key')).paste(SAMPLE_KEYS.restricted);
    await options.by('textbox', say('Passphrase')).fill(PASSPHRASE);
    await options.by('textbox', say('Confirm passphrase')).fill(PASSPHRASE);
    await button(options, 'Save Key').click();
    await button(options, 'Disconnect').one(SLOW);
    expect(await unmarked(options)).toEqual([]);
    for (const opener of ['Disconnect', 'Change passphrase', 'Forget everything']) {
      await button(options, opener).click();
      await options.by('dialog').one();
      expect(await unmarked(options), opener).toEqual([]);
      await button(options.by('dialog'), 'Cancel').click();
      await options.by('dialog').gone();
    }
  });

  test('the client dialog and what it says of a wrong form', async () => {
    await button(popup, 'Add Client').click();
    const dialog = popup.by('dialog');
    await button(dialog, 'Add add-on').click();
    await dialog.by('textbox', say('Monthly revenue')).fill('lots');
    await button(dialog, 'Save').click();
    await dialog.text(say('Enter a name.')).one();
    expect(await unmarked(popup)).toEqual([]);
    await dialog.by('textbox', say('Name')).fill('Typed by hand');
    await dialog.by('textbox', say('Monthly revenue')).fill('120');
    await dialog.by('radio', say('Late')).click();
    await button(dialog, 'Save').click();
    await popup.by('listitem', { starts: '⟦Typed by hand' }).one();
  });

  test('a row, its details and the dropdown', async () => {
    await button(popup, 'Refresh').click();
    await button(popup, 'Refresh').one(SLOW);
    const row = popup.by('listitem', { starts: '⟦Typed by hand' });
    await row.by('combobox').click();
    await popup.by('option').until((all) => all.length > 1, 'subscriptions are offered', SLOW);
    expect(await unmarked(popup)).toEqual([]);
    await popup.page.keyboard.press('ArrowDown');
    await popup.page.keyboard.press('ArrowDown');
    await popup.page.keyboard.press('Enter');
    await popup.by('option').gone();
    await row.by('button', { starts: `⟦${pseudoText('Details of ')}` }).click();
    await popup.by('heading', say('Monthly revenue')).one(SLOW);
    expect(await unmarked(popup)).toEqual([]);
  });

  test('the dashboard', async () => {
    const dashboard = await browser.openPage('dashboard');
    await dashboard.by('grid', say('Clients')).one(SLOW);
    const unlinked = dashboard.by('table', say('Unlinked subscriptions'));
    await unlinked.by('row').until((rows) => rows.length > 1, 'subscriptions are listed', SLOW);
    expect(await unmarked(dashboard)).toEqual([]);
  });

  test('the form that asks for the passphrase', async () => {
    await button(popup, 'Lock now').click();
    await button(popup, 'Lock now').gone(SLOW);
    await button(popup, 'Refresh').click();
    await popup.by('form', say('Unlock')).one(SLOW);
    expect(await unmarked(popup)).toEqual([]);
  });
});
