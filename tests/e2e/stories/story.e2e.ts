import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { SAMPLE, SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import { pick } from '../drivers/combobox.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { expectOnlyReads } from '../drivers/only-reads.ts';
import type { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import { PopupPage } from '../drivers/popup.ts';
import { findKey } from '../drivers/storage.ts';
import { dayFromNow } from '../drivers/words.ts';
import type { World } from '../drivers/world.ts';
import { startWorld } from '../drivers/world.ts';

/**
 * The main job, from the installation to Disconnect, on the built package in the real browsers. One story: every step
 * stands on the ones before it, so after a failed one the rest fails at once.
 */
inEveryBrowser('the story', (kind) => {
  const KEY = SAMPLE_KEYS.restricted;
  let world: World;
  let options: OptionsPage;
  let popup: PopupPage;
  let failedStep: string | undefined;

  beforeAll(async () => {
    world = await startWorld(kind);
    options = await world.options();
  });
  afterAll(async () => {
    await world?.close();
  });
  beforeEach(() => {
    if (failedStep) throw new Error(`The story ended at "${failedStep}".`);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail' || failedStep) return;
    failedStep = task.name;
    const shown = popup?.page.page.isClosed() === false ? popup.page : options?.page;
    await shown?.screenshot(`artifacts/failures/story-${kind}.png`).catch(() => undefined);
  });

  test('a fresh installation is not connected and says how to get a restricted key', async () => {
    expect(await options.says('Not connected')).toContain('Not connected');
    const link = await options.stripe.by('link', 'Create a restricted key').handle();
    const address = await link.evaluate((element) => (element as HTMLAnchorElement).href);
    expect(address).toMatch(/^https:\/\/dashboard\.stripe\.com\/apikeys\/create\?/);
    expect(decodeURIComponent(address)).toContain('permissions[]=rak_subscription_read');
    expect((await options.stripe.by('textbox', 'Stripe secret key').one()).masked).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['a publishable key', SAMPLE_KEYS.publishable],
    ['a webhook secret', 'whsec_4f8a9b2c7d1e6f3a5b0c'],
    ['an organisation key', 'sk_org_51Qv8Zk2WpRt3MnOrganisation'],
    ['a masked key', 'sk_live_••••••••••••4242'],
    ['a key that is cut off', 'sk_live_51Qv'],
    ['something else', 'hunter2'],
  ])('%s is refused in one sentence before anything is sent', async (_, wrong) => {
    const before = world.server.requests.length;
    await options.submitKey('Save Key', wrong, PASSPHRASE, PASSPHRASE);
    const { text } = await options.alert.one(SLOW);
    expect(text).toMatch(/\.$/);
    if (wrong) expect(text).not.toContain(wrong);
    expect(world.server.requests.slice(before).filter((one) => one.host === 'api.stripe.com')).toEqual([]);
  });

  test.each([
    ['too weak', 'password', 'password'],
    ['confirmed differently', PASSPHRASE, `${PASSPHRASE}!`],
    ['missing', '', ''],
  ])('a passphrase that is %s is refused', async (_, passphrase, confirmed) => {
    await options.submitKey('Save Key', KEY, passphrase, confirmed);
    expect((await options.alert.one(SLOW)).text).toMatch(/\.$/);
    await options.says('Not connected');
  });

  test('a key that Stripe refuses is not stored', async () => {
    await options.submitKey('Save Key', SAMPLE_KEYS.revoked, PASSPHRASE, PASSPHRASE);
    const { text } = await options.alert.one(SLOW);
    expect(findKey(text, SAMPLE_KEYS.revoked)).toEqual([]);
    await options.says('Not connected');
    expect(findKey(await world.browser.storageDump(), SAMPLE_KEYS.revoked)).toEqual([]);
  });

  test('a key without the one indispensable permission is refused, and the table says which', async () => {
    await options.submitKey('Save Key', SAMPLE_KEYS.withoutSubscriptions, PASSPHRASE, PASSPHRASE);
    await options.alert.one(SLOW);
    expect(await options.permissionRows()).toContainEqual(expect.stringMatching(/subscriptions.*Missing/i));
    await options.says('Not connected');
  });

  test('a good key connects: account, mode, and a row for every permission', async () => {
    await options.connect(KEY, PASSPHRASE);
    const said = await options.says('Studio Lindqvist');
    expect(said).toContain('Connected');
    expect(said).toContain('Live mode');
    expect(said).not.toContain('Not connected');
    const rows = await options.permissionRows();
    expect(rows).toHaveLength(8);
    for (const row of rows) expect(row).toContain('Works');
    expect(await options.stripe.by('alert').all()).toEqual([]);
  });

  test('the key is in no field and in no storage in clear', async () => {
    expect((await options.stripe.by('textbox', 'Stripe secret key').one()).value).toBe('');
    const html = await options.page.page.evaluate(() => document.documentElement.outerHTML);
    expect(html).not.toContain(KEY.slice(8, 40));
    expect(await world.browser.storageDump()).not.toContain(KEY.slice(8, 40));
    await options.page.close();
  });

  test('a client is added with its subscription, picked in the dialog', async () => {
    popup = await world.popup();
    await popup.addClient({
      name: 'Acme Studio',
      email: 'billing@acme.example',
      type: 'Retainer',
      service: 'Website',
      notes: 'Since the relaunch',
      subscription: { type: 'care', option: { starts: 'Acme Studio · Website care plan' } },
    });
  });

  test('others are added first and linked in their rows: by name, e-mail, product, id and amount', async () => {
    const picks = [
      ['Borealis', 'borealis', 'Borealis GmbH'],
      ['Kumo', 'keiri@kumo', '株式会社クモデザイン'],
      ['Oakridge', 'Growth oakridge', 'Oakridge Dental'],
      ['Pixel', SAMPLE.pixel, 'Pixel Bakery'],
      ['Fjord', 'fjord', 'Fjord Outfitters'],
      ['Quill', 'quill', 'Quill & Company'],
    ] as const;
    for (const [name, typed, customer] of picks) {
      await popup.addClient({ name });
      await popup.status(name, 'Not tracked');
      await popup.link(name, { type: typed, option: { starts: customer } });
    }
    // Ended subscriptions are not offered.
    await popup.row('Acme Studio').by('combobox').click();
    await popup.page.by('option').until((all) => all.length > 0, 'subscriptions are offered');
    await popup.row('Acme Studio').by('combobox').fill('cobalt');
    await popup.page.by('option').gone();
    await popup.page.page.keyboard.press('Escape');
  });

  test('Refresh shows progress and brings status, monthly revenue and next billing', async () => {
    await popup.refresh(world.server);
    await popup.refreshStatus.says('Last refreshed', SLOW);
    await popup.status('Acme Studio', 'Paid');
    await popup.reads('Acme Studio', '$300.00', dayFromNow(21));
    expect(await popup.status('Borealis', 'Upcoming')).toContain(dayFromNow(3));
    await popup.reads('Borealis', '€1,200.00');
    await popup.status('Kumo', 'Paid');
    await popup.reads('Kumo', '¥88,000');
    const late = await popup.status('Oakridge', 'Late');
    expect(late).toContain('$1,450.00');
    expect(late).toContain('12 days overdue');
    await popup.status('Pixel', 'Paused');
    await popup.reads('Pixel', '$0.00');
    await popup.status('Fjord', 'Paid');
    await popup.reads('Fjord', '£200.00');
    expect(await popup.status('Quill', 'Unknown')).toContain('awaiting_network_review');
    await popup.reads('Quill', '—');
  });

  test('MRR is summed per currency, and so is what is overdue', async () => {
    await popup.mrr.says('$1,750.00', SLOW);
    await popup.mrr.says('€1,200.00');
    await popup.mrr.says('¥88,000');
    await popup.mrr.says('£200.00');
    expect((await popup.mrr.one()).description).toContain('$1,450.00 of it at risk');
    await popup.overdue.says('$1,450.00');
    const filter = popup.page.by('radiogroup', 'Filter by payment status');
    await filter.by('radio', /^Late 1 · \$1,450\.00$/).one();
  });

  test('the details give reason, amounts, breakdown and start date', async () => {
    const fjord = await popup.details('Fjord');
    await fjord.says('£40.00 / month', SLOW);
    await fjord.says('£1,920.00 / year');
    await fjord.says(/20\s?%/);
    await fjord.says(/start|since/i);
    const oakridge = await popup.details('Oakridge');
    await oakridge.says('12 days overdue', SLOW);
  });

  test('search and filter narrow the list', async () => {
    await popup.page.by('searchbox', 'Search clients').fill('fjor');
    await popup.rows.until((all) => all.length === 1, 'one client is left');
    await popup.page.by('searchbox', 'Search clients').fill('');
    const filter = popup.page.by('radiogroup', 'Filter by payment status');
    await filter.by('radio', /^Late/).click();
    await popup.rows.until((all) => all.length === 1, 'only the late client is left');
    await popup.row('Oakridge').one();
    await filter.by('radio', /^All/).click();
    await popup.rows.until((all) => all.length > 3, 'all are back');
  });

  test('a client may have several subscriptions, and an add-on', async () => {
    const dialog = await popup.edit('Acme Studio');
    await dialog.by('button', 'Add subscription').click();
    await pick(popup.page, dialog.by('combobox', 'Stripe Subscription 2'), 'hosting', {
      starts: 'Acme Studio · Hosting',
    });
    await popup.fillAddOn(dialog, { label: 'Support by phone', amount: '75' });
    await popup.save(dialog);
    await popup.reads('Acme Studio', '$425.00', dayFromNow(17));
    await popup.mrr.says('$1,875.00', SLOW);
    const details = await popup.details('Acme Studio');
    await details.says('Support by phone', SLOW);
  });

  test('a client billed elsewhere has the status and the revenue that were typed', async () => {
    await popup.addClient({ name: 'Village Council', manual: { status: 'Paid', monthly: '120.50' } });
    await popup.status('Village Council', 'Paid');
    await popup.reads('Village Council', '$120.50');
    await popup.mrr.says('$1,995.50');
  });

  test('a client is edited', async () => {
    const dialog = await popup.edit('Village Council');
    await dialog.by('textbox', 'Name').fill('Town Council');
    await dialog.by('radio', 'Late').click();
    await popup.save(dialog);
    await popup.status('Town Council', 'Late');
  });

  test('a deleted client comes back by Undo', async () => {
    await popup.row('Town Council').by('button', 'Delete Town Council').click();
    await popup.row('Town Council').gone();
    await popup.mrr.says('$1,875.00');
    const said = popup.page.by('status', 'Deleted Town Council');
    await said.by('button', 'Undo').click();
    await popup.status('Town Council', 'Late');
    await popup.mrr.says('$1,995.50');
  });

  test('what happens at Stripe shows after "Refresh client payments" in the context menu', async () => {
    const invoice = [...world.account.invoices.values()].find(
      (one) => one.status === 'open' && one.customer_email === 'office@oakridge.example',
    );
    world.account.pay(invoice?.id ?? '');
    await world.browser.clickContextMenu();
    await popup.status('Oakridge', 'Paid');
    await popup.refreshStatus.says('Oakridge', SLOW);
    await expect.poll(() => world.browser.badge(), SLOW).toBe('1');
  });

  test('the keyboard shortcut refreshes as well', async () => {
    world.account.renew(SAMPLE.acme, 'failed');
    await world.browser.pressShortcut();
    await popup.status('Acme Studio', 'Late');
    await expect.poll(() => world.browser.badge(), SLOW).toBe('2');
  });

  test('locked, Refresh asks for the passphrase in place; a wrong one is refused, the right one refreshes', async () => {
    await popup.lockNow();
    await popup.page.by('button', 'Refresh').click();
    await popup.unlock('not the passphrase');
    await popup.unlockForm.by('alert').one(SLOW);
    world.account.changeQuantity(SAMPLE.acmeHosting, 4);
    await expect
      .poll(
        async () => {
          // A wrong passphrase is slowed: the form says when the next may be tried.
          if ((await popup.unlockForm.all()).length === 0) return 'unlocked';
          if ((await popup.unlockForm.by('button', 'Unlock').all()).some((one) => !one.disabled))
            await popup.unlock(PASSPHRASE);
          return 'locked';
        },
        { timeout: 30_000, interval: 1_000 },
      )
      .toBe('unlocked');
    await popup.reads('Acme Studio', '$475.00');
    await popup.refreshEnds();
  });

  test('locked, the context menu opens the Unlock form, and unlocking refreshes', async () => {
    await popup.lockNow();
    await popup.page.close();
    world.account.changeQuantity(SAMPLE.acmeHosting, 6);
    const opened = world.browser.nextPage('popup');
    await world.browser.clickContextMenu();
    popup = new PopupPage(await opened);
    await popup.unlockForm.one(SLOW);
    await popup.unlock(PASSPHRASE);
    await popup.unlockForm.gone(SLOW);
    await popup.reads('Acme Studio', '$525.00');
    await popup.refreshEnds();
    await popup.page.close();
    popup = await world.popup();
  });

  test('the background dies: the vault stays unlocked and Refresh works', async () => {
    world.account.changeQuantity(SAMPLE.acmeHosting, 8);
    await world.browser.killBackground();
    await popup.refresh(world.server);
    await popup.reads('Acme Studio', '$575.00');
  });

  test('the background dies in the middle of a refresh: old figures stay, the next click brings the new', async () => {
    world.account.changeQuantity(SAMPLE.acmeHosting, 10);
    const hold = world.server.faults.hold();
    const asked = world.server.nextRequest();
    await popup.page.by('button', 'Refresh').click();
    await asked;
    await world.browser.killBackground();
    hold.release();
    await popup.reads('Acme Studio', '$575.00');
    await popup.page.close();
    popup = await world.popup();
    await popup.reads('Acme Studio', /\$(575|625)\.00/);
    await popup.refresh(world.server);
    await popup.reads('Acme Studio', '$625.00');
    await popup.refreshEnds();
  });

  test('Update Key keeps the old key until the new one works', async () => {
    options = await world.options();
    await options.submitKey('Update Key', SAMPLE_KEYS.revoked);
    await options.alert.one(SLOW);
    await options.says('Connected');
    await options.submitKey('Update Key', SAMPLE_KEYS.rotated);
    await options.alert.gone(SLOW);
    await expect
      .poll(async () => (await options.stripe.by('textbox', 'Stripe secret key').one()).value, SLOW)
      .toBe('');
    const before = world.server.requests.length;
    await popup.refresh(world.server);
    const keys = world.server.requests.slice(before).map((request) => request.headers.authorization);
    expect(keys).toContain(`Bearer ${SAMPLE_KEYS.rotated}`);
    expect(keys).not.toContain(`Bearer ${KEY}`);
  });

  test('a key of another account is asked about; Cancel leaves everything', async () => {
    await options.submitKey('Update Key', SAMPLE_KEYS.secondAccount);
    const dialog = options.page.by('dialog', 'Different account');
    await dialog.one(SLOW);
    expect(await dialog.by('button').names()).toEqual(
      expect.arrayContaining(['Switch to this account', 'Add as another account', 'Cancel']),
    );
    await dialog.by('button', 'Cancel').click();
    await dialog.gone();
    expect(await options.says('Studio Lindqvist')).not.toContain('Atelier Nord');
  });

  test('Disconnect removes the key and leaves clients and figures', async () => {
    await options.disconnect();
    expect(await options.says('Not connected')).toContain('Studio Lindqvist');
    await popup.page.close();
    popup = await world.popup();
    await popup.status('Acme Studio', 'Late');
    await popup.reads('Acme Studio', '$625.00');
    await popup.mrr.says('€1,200.00');
  });

  test('after Disconnect no storage holds eight characters of any key in a row', async () => {
    const dump = await world.browser.storageDump();
    expect(dump).toContain('Acme Studio');
    for (const key of [KEY, SAMPLE_KEYS.rotated, SAMPLE_KEYS.revoked, SAMPLE_KEYS.secondAccount])
      expect(findKey(dump, key)).toEqual([]);
  });

  test('all along: only GET, only api.stripe.com, the key only in the Authorization header', async () => {
    expectOnlyReads(world.server, Object.values(SAMPLE_KEYS));
    expect(await world.browser.foreignRequests()).toEqual([]);
  });

  test('all along: no uncaught error, nothing that the content security policy had to stop', async () => {
    expect(await world.browser.problems()).toEqual([]);
  });
});
