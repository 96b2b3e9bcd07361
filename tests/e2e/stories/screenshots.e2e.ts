import { afterAll, beforeAll, expect, test } from 'vitest';
import { SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import type { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import type { PopupPage } from '../drivers/popup.ts';
import type { World } from '../drivers/world.ts';
import { startWorld } from '../drivers/world.ts';

const THEMES = ['light', 'dark'] as const;
const FOLDER = 'artifacts/screenshots';

/** Pictures of every page in both themes, to be looked at. They are written, not compared. */
inEveryBrowser('screenshots', (kind) => {
  let world: World;
  let options: OptionsPage;
  let popup: PopupPage;

  beforeAll(async () => {
    world = await startWorld(kind);
    options = await world.options();
    popup = await world.popup();
  });
  afterAll(async () => {
    await world?.close();
  });

  async function shoot(
    page: OptionsPage | PopupPage,
    name: string,
    sizes: readonly (readonly [number, number])[],
  ): Promise<void> {
    for (const theme of THEMES) {
      await world.browser.setTheme(theme);
      for (const [width, height] of sizes) {
        await page.page.setSize(width, height);
        await page.page.screenshot(`${FOLDER}/${kind}-${name}-${width}x${height}-${theme}.png`);
      }
    }
    const sideways = await page.page.page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(sideways, `${name} must not scroll sideways`).toBe(false);
  }

  const SMALL = [
    [440, 600],
    [400, 300],
  ] as const;
  const BOTH = [
    [440, 600],
    [400, 300],
    [1280, 900],
  ] as const;
  const FULL = [
    [360, 3600],
    [768, 2600],
    [1280, 2200],
  ] as const;

  test('before the connection', async () => {
    await popup.page.by('button', 'Add Client').one();
    await shoot(popup, 'popup-first', SMALL);
    await options.says('Not connected');
    await shoot(options, 'options-first', FULL);
  });

  test('connected, and nobody on the list yet', async () => {
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    await popup.page.by('button', /^Add \d+$/).one(SLOW);
    await shoot(popup, 'popup-empty', SMALL);
  });

  test('with clients of every payment status', async () => {
    const clients = [
      ['Acme Studio', 'care', 'Retainer', 'Website care'],
      ['Borealis GmbH', 'borealis', 'Project', 'Online shop'],
      ['Harbor & Pine Café', 'harbor'],
      ['Oakridge Dental', 'oakridge'],
      ['Luma Yoga', 'luma'],
      ['Fjord Outfitters', 'fjord'],
      ['Pixel Bakery', 'pixel'],
      ['Quill & Company', 'quill'],
      ['株式会社クモデザイン', 'kumo'],
    ] as const;
    for (const [name, typed, type = '', service = ''] of clients)
      await popup.addClient({
        name,
        type,
        service,
        subscription: { type: typed, option: { starts: name } },
      });
    await popup.addClient({ name: 'Village Council', manual: { status: 'Paid', monthly: '120' } });
    await popup.refresh(world.server);
    await popup.status('Acme Studio', 'Paid');
    await shoot(popup, 'popup', BOTH);
    await popup.page.by('searchbox', 'Search clients').fill('nobody');
    await popup.page.text('No client matches').one();
    await shoot(popup, 'popup-no-match', SMALL);
    await popup.page.by('searchbox', 'Search clients').fill('');
    await shoot(options, 'options-connected', FULL);
  });

  test('an open row, the dropdown and the dialog', async () => {
    await popup.page.setSize(440, 600);
    await popup.details('Harbor & Pine Café');
    await shoot(popup, 'popup-details', SMALL);
    const toggle = popup.row('Harbor & Pine Café').by('button', 'Details of Harbor & Pine Café');
    await toggle.click();
    await popup.row('Harbor & Pine Café').by('combobox').click();
    await popup.page.by('option').until((all) => all.length > 0, 'subscriptions are offered');
    await shoot(popup, 'popup-dropdown', SMALL);
    await popup.page.page.keyboard.press('Escape');
    await popup.edit('Harbor & Pine Café');
    await shoot(popup, 'popup-edit', SMALL);
    await popup.page.by('dialog').by('button', 'Cancel').click();
  });

  test('refreshing, offline and after a failure', async () => {
    const hold = world.server.faults.hold();
    await popup.page.by('button', 'Refresh').click();
    await popup.page.by('progressbar').one(SLOW);
    await shoot(popup, 'popup-refreshing', SMALL);
    hold.release();
    await popup.refreshEnds();
    await world.browser.setOffline(true);
    await popup.page.text(/^You’re offline/).one(SLOW);
    await shoot(popup, 'popup-offline', SMALL);
    await world.browser.setOffline(false);
  });

  test('locked, with the Unlock form', async () => {
    await popup.lockNow();
    await shoot(popup, 'popup-locked', SMALL);
    await popup.page.by('button', 'Refresh').click();
    await popup.unlockForm.one();
    await shoot(popup, 'popup-unlock', SMALL);
  });

  test('the dashboard', async () => {
    const dashboard = await world.browser.openPage('dashboard');
    await dashboard.by('grid', 'Clients').one();
    for (const theme of THEMES) {
      await world.browser.setTheme(theme);
      for (const [width, height] of [
        [1280, 900],
        [1680, 1050],
        [1024, 768],
      ] as const) {
        await dashboard.setSize(width, height);
        await dashboard.screenshot(`${FOLDER}/${kind}-dashboard-${width}x${height}-${theme}.png`);
      }
    }
  });
});
