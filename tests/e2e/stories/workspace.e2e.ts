import { afterAll, beforeAll, expect, test } from 'vitest';
import { SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import { pick } from '../drivers/combobox.ts';
import { DashboardPage } from '../drivers/dashboard.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import { seedClients } from '../drivers/seed-clients.ts';
import type { World } from '../drivers/world.ts';
import { startWorld } from '../drivers/world.ts';

const SEEDED = 14;

/** A morning's work in the dashboard, with the clients of the sample account. */
inEveryBrowser('workspace', (kind) => {
  let world: World;
  let dashboard: DashboardPage;

  const open = async (hash?: string) => new DashboardPage(await world.browser.openPage('dashboard', hash));

  beforeAll(async () => {
    world = await startWorld(kind);
    const options = await world.options();
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    dashboard = await open();
    await dashboard.page.by('status', 'Refresh').says(/Last refreshed/, SLOW);
    await world.browser.inNeutralPage((page) => seedClients(page, SEEDED));
    await dashboard.close();
    await options.page.close();
    dashboard = await open();
    await dashboard.clients(SEEDED);
  });
  afterAll(async () => {
    await world?.close();
  });

  test('the totals at the foot are those of the cards', async () => {
    const mrr = await dashboard.mrr.one();
    const total = await dashboard.rows.says(/^Total/);
    const overdue = await dashboard.page.by('region', 'Overdue').one();
    const first = /\$[\d,.]+/;
    expect(total.text).toContain(first.exec(mrr.text)?.[0]);
    expect(total.text).toContain(first.exec(overdue.text)?.[0]);
  });

  test('a column sorts by its header, either way', async () => {
    await dashboard.grid.by('columnheader', 'Client').by('button', 'Client').click();
    const byName = await dashboard.clients(SEEDED);
    expect(byName[0]).toContain('Acme Studio');
    await dashboard.grid.by('columnheader', 'Client').by('button', 'Client').click();
    await dashboard.grid.by('rowheader').nth(0).says('株式会社クモデザイン');
    // Two clients are called Acme Studio, in either order.
    const others = (texts: string[]) => texts.filter((text) => !text.startsWith('Acme'));
    expect(others(await dashboard.clients(SEEDED))).toEqual(others(byName).toReversed());
  });

  test('Tab stops once in the table, where the keys do the rest', async () => {
    const { keyboard } = dashboard.page.page;
    await dashboard.page.by('button', 'Add Client').press('Tab');
    const [, first, second] = await dashboard.rows.until(
      (all) => all[1]?.focused === true,
      'the first row has the focus',
    );
    expect(first?.text).toContain('株式会社クモデザイン');
    await keyboard.press('ArrowDown');
    await dashboard.rows.nth(2).until(([row]) => row?.focused === true, 'the second row has it');
    await keyboard.type(' ');
    await dashboard.selection.says('1 selected');
    await keyboard.press('Home');
    await keyboard.press('End');
    await dashboard.rows.nth(SEEDED).until(([row]) => row?.focused === true, 'the last row has it');
    await keyboard.press('Home');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    const panel = await dashboard.panel.one();
    expect(second?.text).toContain(panel.name);
    await keyboard.press('Escape');
    await dashboard.panel.gone();
    await dashboard.rows.nth(2).until(([row]) => row?.focused === true, 'the focus is back in its row');
    await keyboard.type(' ');
    await dashboard.selection.gone();
  });

  test('all is what filter and search show; what a filter hides is counted, and asked about', async () => {
    await dashboard.filter('Late');
    await dashboard.clients(3);
    await dashboard.grid.by('checkbox', 'Select all').click();
    await dashboard.selection.says('3 selected');
    await dashboard.filter('Upcoming');
    await dashboard.selection.says('3 selected clients are hidden by the filter');
    const asked = await dashboard.act('Archive', 3);
    expect(asked).toContain('MRR goes down by');
    expect(asked).toContain('3 selected clients are hidden by the filter');
    await dashboard.filter('All');
    await dashboard.clients(SEEDED - 3);
    expect((await dashboard.page.by('region', 'Overdue').one()).text).toContain('Nothing overdue');
  });

  test('one Undo takes the batch back, after a reload and in the popup too', async () => {
    await dashboard.close();
    dashboard = await open();
    await dashboard.undo.says('Archived 3 clients', SLOW);
    const popup = await world.popup();
    await popup.page.by('status', 'Archived 3 clients').by('button', 'Undo').click();
    await dashboard.clients(SEEDED);
    await dashboard.undo.by('button', 'Undo').gone(SLOW);
    await popup.page.close();
  });

  test('archived clients are found by the filter, and restored', async () => {
    await dashboard.select('Oakridge Dental');
    await dashboard.act('Archive', 1);
    await dashboard.clients(SEEDED - 1);
    await dashboard.filter('Archived');
    await dashboard.clients(1);
    await dashboard.select('Oakridge Dental');
    await dashboard.selection.by('button', 'Restore').click();
    await dashboard.filter('All');
    await dashboard.clients(SEEDED);
  });

  test('a client opens by its address, with the way to Stripe, and makes place for the next', async () => {
    await dashboard.grid.by('button', 'Oakridge Dental').click();
    await dashboard.panel.says('Growth retainer', SLOW);
    const address = dashboard.page.page.url();
    expect(address).toContain('#client=');
    await dashboard.panel.by('link', { starts: 'Customer in Stripe' }).one();
    await dashboard.panel.by('link', { starts: 'Subscription in Stripe' }).one();
    await dashboard.panel.by('button', 'Next client').click();
    await dashboard.panel.until(([panel]) => panel?.name !== 'Oakridge Dental', 'the next client is shown');
    await dashboard.panel.by('button', 'Close').click();
    await dashboard.panel.gone();
    const other = await open(address.slice(address.indexOf('#')));
    expect((await other.panel.one(SLOW)).name).toBe('Oakridge Dental');
    await other.close();
  });

  test('a subscription that another client has is asked about, and moved with one Undo', async () => {
    await dashboard.grid.by('button', 'Oakridge Dental').click();
    const combobox = dashboard.panel.by('combobox', 'Stripe Subscription for Oakridge Dental');
    await pick(dashboard.page, combobox, 'harbor', { starts: 'Harbor' });
    const dialog = dashboard.page.by('dialog', 'Already linked');
    await dialog.says('Harbor & Pine Café has this subscription');
    await dialog.by('button', 'Cancel').click();
    await dialog.gone();
    await combobox.says('Oakridge Dental');
    await pick(dashboard.page, combobox, 'harbor', { starts: 'Harbor' });
    await dialog.by('button', 'Move it here').click();
    await combobox.says('Harbor', SLOW);
    await dashboard.undo.says('Linked 2 clients', SLOW);
    await dashboard.undo.by('button', 'Undo').click();
    await combobox.says('Oakridge Dental', SLOW);
    await dashboard.panel.by('button', 'Close').click();
    await dashboard.panel.gone();
  });

  test('two windows: what one has done already, the other leaves alone and says so', async () => {
    const other = await open();
    await other.clients(SEEDED);
    await dashboard.filter('Paid');
    await dashboard.grid.by('checkbox', 'Select all').click();
    const { text } = await dashboard.selection.says(/\d+ selected/);
    const paid = Number(/\d+/.exec(text)?.[0]);
    await dashboard.selection.by('button', 'Delete').click();
    const dialog = dashboard.page.by('dialog', `Delete ${paid} clients?`);
    await dialog.one();
    await other.select('Verdant Gardens');
    await other.act('Archive', 1);
    await dialog.by('button', 'Delete').click();
    await dashboard.undo.says('1 client was changed or deleted in another window', SLOW);
    await other.filter('All');
    await other.clients(SEEDED - paid);
    await other.undo.by('button', 'Undo').click();
    await other.undo.says('Archived Verdant Gardens', SLOW);
    await other.clients(SEEDED - 1);
    await other.undo.by('button', 'Undo').click();
    await other.clients(SEEDED);
    await other.close();
  });

  test('nothing of it was an error, and nothing left the browser', async () => {
    expect(await world.browser.problems()).toEqual([]);
    expect(await world.browser.foreignRequests()).toEqual([]);
    expect(world.server.writes).toEqual([]);
  });
});
