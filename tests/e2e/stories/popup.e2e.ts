import { afterAll, beforeAll, expect, test } from 'vitest';
import { SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import type { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import type { PopupPage } from '../drivers/popup.ts';
import type { World } from '../drivers/world.ts';
import { startWorld } from '../drivers/world.ts';

/** Pixels: where the first row may begin, and how high a row is. */
const ABOVE = 168;
const ROW = 52;

interface Place {
  top: number;
  height: number;
}

/** In the page: the focus is in the last row of the list. */
function isLastRow(): boolean {
  const row = document.activeElement?.closest('li');
  return row !== null && row?.getAttribute('aria-posinset') === row?.getAttribute('aria-setsize');
}

/** The popup at its own size, in every state that it can be in. */
inEveryBrowser('the popup', (kind) => {
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

  /** The rows that are wholly in view. */
  function places(): Promise<Place[]> {
    return popup.page.page.evaluate(() => {
      const scroller = document.querySelector('main')?.getBoundingClientRect();
      return [...document.querySelectorAll('main li[aria-posinset]')]
        .map((row) => row.getBoundingClientRect())
        .filter((box) => scroller && box.top >= scroller.top - 0.5 && box.bottom <= scroller.bottom + 0.5)
        .map(({ top, height }) => ({ top, height }));
    });
  }

  async function expectRoom(rows = 7): Promise<Place[]> {
    await popup.page.page.evaluate(() => document.querySelector('main')?.scrollTo({ top: 0 }));
    const seen = await places();
    expect(seen[0]?.top).toBeLessThanOrEqual(ABOVE);
    expect(seen.length).toBeGreaterThanOrEqual(rows);
    for (const [index, { top, height }] of seen.entries()) {
      expect(height).toBe(ROW);
      expect(top).toBe((seen[0]?.top ?? 0) + index * ROW);
      expect(Number.isInteger(top)).toBe(true);
    }
    return seen;
  }

  /** It must not move from under the pointer while the background says whether the vault is locked. */
  async function placeOfRefresh(): Promise<object | null> {
    return (await popup.page.by('button', 'Refresh').handle()).boundingBox();
  }

  test('with clients before Stripe is connected', async () => {
    for (let index = 1; index <= 8; index += 1)
      await popup.addClient({ name: `By hand ${index}`, manual: { status: 'Paid', monthly: '10' } });
    await expectRoom();
    expect(await popup.page.by('button', 'Refresh').all()).toEqual([]);
  });

  test('connected, what nobody tracks is added from the foot of the list, and Undo takes it back', async () => {
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    await popup.page.text(/^\d+ subscriptions aren’t on your list yet\.$/).one(SLOW);
    await popup.refreshEnds();
    await expectRoom();
    await popup.page.by('button', /^Add \d+$/).click();
    await popup.row('Oakridge Dental').one(SLOW);
    await popup.page.text(/aren’t on your list yet/).gone(SLOW);
    const added = popup.page.by('status', /^Added/);
    await added.by('button', 'Undo').click();
    await popup.row('Oakridge Dental').gone(SLOW);
    await popup.page.by('button', /^Add \d+$/).click();
    await popup.row('Oakridge Dental').one(SLOW);
    await popup.page.by('button', 'Dismiss').click();
    await expectRoom();
  });

  test('no row moves while a refresh runs, is cancelled, or fails', async () => {
    const before = await expectRoom();
    // How many are in view depends on what is said at the foot; where they are does not.
    const still = async (): Promise<void> => {
      const seen = await places();
      const both = Math.min(seen.length, before.length);
      expect(both).toBeGreaterThanOrEqual(7);
      expect(seen.slice(0, both)).toEqual(before.slice(0, both));
    };
    const hold = world.server.faults.hold();
    await popup.page.by('button', 'Refresh').click();
    await popup.page.by('progressbar', 'Refresh progress').one(SLOW);
    await still();
    await popup.page.by('button', 'Cancel refresh').click();
    await popup.refreshEnds();
    hold.release();
    await still();
    await world.browser.setOffline(true);
    await popup.page.by('button', 'Refresh').click();
    await popup.page.text(/offline/i).until((all) => all.length > 0, 'it says so', SLOW);
    await popup.refreshEnds();
    expect((await places())[0]).toEqual(before[0]);
    await world.browser.setOffline(false);
    await popup.page.text(/offline/i).gone(SLOW);
    await popup.refresh(world.server);
    const refreshAt = await placeOfRefresh();
    await popup.lockNow();
    expect(await placeOfRefresh()).toEqual(refreshAt);
    await popup.page.by('button', 'Refresh').click();
    await popup.unlockForm.one(SLOW);
    expect((await places())[0]?.top).toBeLessThanOrEqual(ABOVE);
    await popup.unlock(PASSPHRASE);
    await popup.unlockForm.gone(SLOW);
    await popup.refreshEnds();
  });

  test('what is overdue is the sum of the rows, in the filter and in words', async () => {
    const filter = popup.page.by('radiogroup', 'Filter by payment status');
    const { name } = await filter.by('radio', /^Late/).one();
    const [, count, sum] = /^Late (\d+) · (\S+)/.exec(name) ?? [];
    await popup.overdue.says(sum ?? '?');
    await filter.by('radio', /^Late/).click();
    const rows = await popup.rows.until((all) => all.length === Number(count), 'only late clients are left');
    const amounts = rows.flatMap(({ text }) => {
      const [, amount] = /\$([\d,.]+)(?:, \d+ days? overdue| declined today| past due)/.exec(text) ?? [];
      return amount ? [Number(amount.replaceAll(',', ''))] : [];
    });
    const total = amounts.reduce((one, other) => one + other, 0);
    expect(`$${total.toLocaleString('en-US', { minimumFractionDigits: 2 })}`).toBe(sum);
    await filter.by('radio', /^All/).click();
  });

  test('a late client can be written to, and its invoice opened', async () => {
    const details = await popup.details('Oakridge Dental');
    const address = async (name: string): Promise<string> => {
      const link = await details.by('link', name).handle();
      return link.evaluate((element) => (element as HTMLAnchorElement).href);
    };
    expect(await address('Open invoice of Oakridge Dental in Stripe')).toMatch(
      /^https:\/\/dashboard\.stripe\.com\/invoices\/in_\w+$/,
    );
    const mail = decodeURIComponent(await address('Write e-mail to Oakridge Dental'));
    expect(mail).toMatch(/^mailto:office@oakridge\.example\?subject=Payment reminder/);
    expect(mail).toContain('$1,450.00');
    await details.by('button', 'Copy reminder of Oakridge Dental').one();
    await popup.row('Oakridge Dental').by('button', 'Details of Oakridge Dental').click();
  });

  test('the list is one Tab stop with arrow keys, and typing searches', async () => {
    const { page } = popup.page;
    const focused = (): Promise<string | null | undefined> =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    const names = await popup.rows.names();
    const search = popup.page.by('searchbox', 'Search clients');
    await search.press('ArrowDown');
    await expect.poll(focused).toMatch(/^Details of /);
    const [firstRow, secondRow] = names.map((name) => `Details of ${name.split(', ')[0]}`);
    await page.keyboard.press('End');
    await expect.poll(() => page.evaluate(isLastRow)).toBe(true);
    await page.keyboard.press('Home');
    await expect.poll(focused).toBe(firstRow);
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toBe(secondRow);
    const stops = await page.evaluate(
      () =>
        new Set(
          [...document.querySelectorAll('main li :is(a, button, input)')]
            .filter((element) => (element as HTMLElement).tabIndex >= 0)
            .map((element) => element.closest('li')),
        ).size,
    );
    expect(stops).toBe(1);
    await page.keyboard.press('Enter');
    await popup.page.by('region', /^Details of/).one(SLOW);
    await page.keyboard.press('Enter');
    await popup.page.by('region', /^Details of/).gone();
    await page.keyboard.type('oakridge');
    await popup.rows.until((all) => all.length === 1, 'typing searches');
    expect((await search.one()).value).toBe('oakridge');
    await page.keyboard.press('Escape');
    await popup.rows.until((all) => all.length > 1, 'Escape brings all back');
    await search.fill('nobody at all');
    await popup.page.by('button', 'Clear search').click();
    await popup.rows.until((all) => all.length > 1, 'all are back');
  });

  test('two deletions are both taken back, and an archived client leaves the list', async () => {
    for (const name of ['By hand 1', 'By hand 2']) {
      await popup.row(name).by('button', `Delete ${name}`).click();
      await popup.row(name).gone();
    }
    for (const name of ['By hand 2', 'By hand 1']) {
      await popup.page.by('status', `Deleted ${name}`).by('button', 'Undo').click();
      await popup.row(name).one(SLOW);
    }
    await popup.row('By hand 3').by('button', 'Archive By hand 3').click();
    await popup.row('By hand 3').gone();
    await popup.page.by('status', 'Archived By hand 3').by('button', 'Undo').click();
    await popup.row('By hand 3').one(SLOW);
  });

  test('six currencies take no more room, and a small window shows a row', async () => {
    for (const currency of ['CHF', 'CAD', 'SEK', 'PLN']) await addIn(currency);
    await popup.mrr.says('CHF', SLOW);
    await expectRoom();
    await popup.page.setSize(400, 300);
    await expect.poll(async () => (await places()).length).toBeGreaterThanOrEqual(1);
    expect((await places())[0]?.top).toBeLessThanOrEqual(ABOVE);
    await popup.page.setSize(440, 600);
  });

  async function addIn(currency: string): Promise<void> {
    await popup.page.by('button', 'Add Client').click();
    const dialog = popup.page.by('dialog', 'Add client');
    await dialog.by('textbox', 'Name').fill(`In ${currency}`);
    await popup.fillManual(dialog, { status: 'Paid', monthly: '3000' });
    const select = await dialog.by('combobox', 'Currency').handle();
    await select.select(currency.toLowerCase());
    await popup.save(dialog);
  }

  test('and nothing was uncaught', async () => {
    expect(await world.browser.problems()).toEqual([]);
  });
});
