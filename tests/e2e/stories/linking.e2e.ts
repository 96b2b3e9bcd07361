import { afterAll, beforeAll, expect, test } from 'vitest';
import { SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import type { Locator } from '../drivers/by-role.ts';
import type { ExtensionPage } from '../drivers/driver.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { expectOnlyReads } from '../drivers/only-reads.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import type { PopupPage } from '../drivers/popup.ts';
import type { World } from '../drivers/world.ts';
import { startWorld } from '../drivers/world.ts';

/** Fourteen customers have fifteen subscriptions; the first payment of one is not completed, so it is not added. */
const ADDED = 13;

/** Every subscription finds its client: all at once, by likeness, one by one, and in two windows at the same time. */
inEveryBrowser('linking', (kind) => {
  let world: World;
  let popup: PopupPage;
  let dashboard: ExtensionPage;
  let region: Locator;

  beforeAll(async () => {
    world = await startWorld(kind);
    const options = await world.options();
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    await options.page.close();
    popup = await world.popup();
    dashboard = await world.browser.openPage('dashboard', '#unlinked');
    region = dashboard.by('region', 'Unlinked subscriptions');
  });
  afterAll(async () => {
    await world?.close();
  });

  /** Waits until so many rows, without the head, are in the table. */
  async function unlinked(count: number, among = region): Promise<void> {
    if (count === 0) return void (await among.says('Every subscription belongs to a client.', SLOW));
    await among
      .by('row')
      .until((rows) => rows.length === count + 1, `${count} subscriptions are unlinked`, SLOW);
  }
  /** The popup renders the rows in view alone; its filter counts all. */
  async function clients(count: number): Promise<void> {
    await popup.page
      .by('radiogroup', 'Filter by payment status')
      .says(new RegExp(`All\\s*${count}\\D`), SLOW);
  }
  const undo = async (words: string): Promise<void> => {
    const bar = dashboard.by('status', 'Undo');
    await bar.says(words, SLOW);
    await bar.by('button', 'Undo').click();
  };

  test('without clients, the unlinked subscriptions are the page, and one click adds them', async () => {
    await region.says('15 subscriptions, 14 customers. Untick who is not a client.', SLOW);
    await unlinked(15);
    await region.by('checkbox', 'Oakridge Dental').click();
    await region.by('button', 'Add 12 clients').one();
    await region.by('checkbox', 'Oakridge Dental').click();
    await region.by('button', 'Add all as clients').click();
    await dashboard.by('status', 'Undo').says(`Added ${ADDED} clients`, SLOW);
    await unlinked(1);
    await region.by('row', /Tandem Cycling Club.*Incomplete/s).one();
    await clients(ADDED);
    await popup.reads('Acme Studio', '$350.00');
  });

  test('one Undo takes all of them back', async () => {
    await undo(`Added ${ADDED} clients`);
    await unlinked(15);
    await popup.rows.until((rows) => rows.length === 0, 'the popup lists none', SLOW);
  });

  test('picking a subscription fills an empty form, which then saves', async () => {
    await popup.addClient({ name: '', subscription: { type: 'oakridge', option: { starts: 'Oakridge' } } });
    await popup.row('Oakridge Dental').one();
    const dialog = await popup.edit('Oakridge Dental');
    expect((await dialog.by('textbox', 'E-mail').one()).value).toBe('office@oakridge.example');
    expect((await dialog.by('textbox', 'Product or service').one()).value).toBe('Growth retainer');
    await dialog.by('button', 'Cancel').click();
    await unlinked(14);
  });

  test('Review matches says why, ticks only what has the same e-mail, and links what is ticked', async () => {
    await popup.addClient({ name: 'Borealis', email: 'Buchhaltung@borealis.example' });
    await popup.addClient({ name: 'Harbor and Pine Cafe' });
    await popup.addClient({ name: 'Somebody', email: 'me@kumo.example' });
    await region.by('button', 'Review matches').click();
    const dialog = dashboard.by('dialog', 'Review matches');
    await dialog.by('row', /Borealis.*same e-mail/s).one(SLOW);
    await dialog.by('row', /Harbor and Pine Cafe.*name 100/s).one();
    await dialog.by('row', /Somebody.*same domain/s).one();
    const boxes = await dialog.by('checkbox').all();
    expect(boxes.filter(({ checked }) => checked).map(({ name }) => name)).toEqual([
      'Link Borealis to Borealis GmbH',
    ]);
    await dialog.by('checkbox', 'Link Harbor and Pine Cafe to Harbor & Pine Café').click();
    await dialog.by('button', 'Link selected').click();
    await dialog.gone(SLOW);
    await popup.reads('Borealis', '€1,200.00');
    await unlinked(12);
    await undo('Linked 2 clients');
    await unlinked(14);
  });

  test('what another window links meanwhile leaves the table and the dialog, ticked or not', async () => {
    await region.by('button', 'Review matches').click();
    const dialog = dashboard.by('dialog', 'Review matches');
    await dialog.by('status').says('1 selected', SLOW);
    await popup.link('Somebody', { type: 'borealis', option: { starts: 'Borealis GmbH' } });
    await dialog.by('checkbox', 'Link Borealis to Borealis GmbH').gone(SLOW);
    await dialog.by('status').says('None selected');
    expect((await dialog.by('button', 'Link selected').one()).disabled).toBe(true);
    await dialog.by('button', 'Cancel').click();
    await unlinked(13);
    await popup.link('Somebody', { type: 'none', option: 'None' });
    await unlinked(14);
  });

  test('a row is added as a client, or linked to one', async () => {
    await region.by('searchbox', 'Search unlinked subscriptions').fill('verdant');
    await region.by('button', 'Add Verdant Gardens as client').click();
    await popup.row('Verdant Gardens').one(SLOW);
    await region.by('searchbox').fill('borealis');
    await region.by('button', 'Link Borealis GmbH to…').click();
    const dialog = dashboard.by('dialog', 'Link Borealis GmbH to a client');
    await dialog.by('button', /^Borealis/).click();
    await dialog.gone(SLOW);
    await popup.reads('Borealis', '€1,200.00');
    await region.by('searchbox').fill('');
    await unlinked(12);
  });

  test('a page that closes in the middle leaves all or nothing, and the rest is added by the next', async () => {
    const other = await world.browser.openPage('dashboard');
    const button = await other.by('button', 'Add all as clients').handle(SLOW);
    await button.evaluate((element) => (element as HTMLButtonElement).click());
    await other.close();
    await dashboard.page.bringToFront();
    const filter = popup.page.by('radiogroup', 'Filter by payment status');
    const { text } = await filter.says(/All\s*(5|15)\D/, SLOW);
    if (/All\s*5\D/.test(text)) await region.by('button', 'Add all as clients').click(SLOW);
    await unlinked(1);
    await clients(15);
  });

  test('and all along only reads, of Stripe', async () => {
    expectOnlyReads(world.server, Object.values(SAMPLE_KEYS));
    expect(await world.browser.problems()).toEqual([]);
  });
});
