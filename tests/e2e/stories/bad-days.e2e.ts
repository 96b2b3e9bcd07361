import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SAMPLE, SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { expectOnlyReads } from '../drivers/only-reads.ts';
import type { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import type { PopupPage } from '../drivers/popup.ts';
import type { World } from '../drivers/world.ts';
import { startWorld } from '../drivers/world.ts';

/** Longer than the time that a refresh spends on trying again. */
const GIVES_UP = { timeout: 75_000 };

/**
 * What goes wrong is said in one sentence, and nothing that is stored is lost: after every bad day the figures of the
 * last good refresh are still there, and a good refresh mends everything.
 */
inEveryBrowser('bad days', (kind) => {
  let world: World;
  let popup: PopupPage;

  beforeAll(async () => {
    world = await startWorld(kind);
    const options = await world.options();
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    await options.page.close();
    popup = await world.popup();
    await popup.addClient({
      name: 'Acme Studio',
      subscription: { type: 'care', option: { starts: 'Acme Studio · Website care plan' } },
    });
    await popup.addClient({
      name: 'Borealis',
      subscription: { type: 'borealis', option: { starts: 'Borealis GmbH' } },
    });
    await popup.refresh(world.server);
    await popup.reads('Acme Studio', '$300.00');
  });
  afterAll(async () => {
    await world?.close();
  });
  beforeEach(() => {
    world.server.faults.clear();
  });

  /** One error in words, and the figures as before. */
  async function refusedButIntact(words: RegExp): Promise<void> {
    const { text } = await popup.refreshStatus.says(words, GIVES_UP);
    expect(text).not.toContain(SAMPLE_KEYS.restricted);
    await popup.refreshEnds();
    await popup.reads('Acme Studio', '$300.00');
    await popup.status('Acme Studio', 'Paid');
    await popup.reads('Borealis', '€1,200.00');
  }

  async function refreshesAgain(): Promise<void> {
    world.server.faults.clear();
    await popup.refresh(world.server);
    await popup.refreshStatus.says(/^Last refreshed/, SLOW);
  }

  // Each takes the whole time that a refresh spends on trying again; the other faults for ever are unit tests.
  test.each([
    ['500', { kind: 'status', status: 500 }, /Stripe/],
    ['too many requests (429)', { kind: 'status', status: 429 }, /Stripe|limit/i],
  ] as const)('%s, again and again', async (_, fault, words) => {
    world.server.faults.push({ ...fault, times: 10_000 });
    await popup.page.by('button', 'Refresh').click();
    await refusedButIntact(words);
    await refreshesAgain();
  });

  test.each([
    ['one 429', { kind: 'status', status: 429 }],
    ['one 500', { kind: 'status', status: 500 }],
    ['one cut connection', { kind: 'cut' }],
    ['one page of HTML', { kind: 'html' }],
    ['one half answer', { kind: 'half-body' }],
    ['one answer of another kind', { kind: 'wrong-json' }],
  ] as const)('%s is tried again without a word', async (_, fault) => {
    world.server.faults.push(fault);
    await popup.page.by('button', 'Refresh').click();
    await popup.refreshEnds();
    await popup.refreshStatus.says(/^Last refreshed/, SLOW);
    await popup.status('Acme Studio', 'Paid');
    await popup.reads('Acme Studio', '$300.00');
  });

  test('offline is said at once', async () => {
    await world.browser.setOffline(true);
    await popup.page.by('button', 'Refresh').click();
    await refusedButIntact(/offline|internet|connection/i);
    await world.browser.setOffline(false);
    await refreshesAgain();
  });

  test('Cancel leaves everything as it was', async () => {
    const hold = world.server.faults.hold();
    await popup.page.by('button', 'Refresh').click();
    await popup.page.by('button', 'Cancel refresh').click(SLOW);
    await popup.refreshEnds();
    hold.release();
    await popup.reads('Acme Studio', '$300.00');
    await refreshesAgain();
  });

  test('a double click on Refresh starts one, and does not cancel it', async () => {
    const before = world.server.requests.length;
    const button = await popup.page.by('button', 'Refresh').handle();
    const hold = world.server.faults.hold();
    await button.click({ count: 2, delay: 30 });
    await popup.page.by('progressbar', 'Refresh progress').one(SLOW);
    hold.release();
    await popup.refreshEnds();
    await popup.refreshStatus.says(/^Last refreshed/, SLOW);
    expect(await popup.page.text(/cancelled/i).all()).toEqual([]);
    expect(world.server.requests.length).toBeGreaterThan(before);
  });

  test('the popup may be closed while a refresh runs: another one shows how far it is, and both can cancel it', async () => {
    const hold = world.server.faults.hold(({ endpoint }) => endpoint === '/v1/invoices');
    await popup.page.by('button', 'Refresh').click();
    const second = await world.popup();
    const dashboard = await world.browser.openPage('dashboard');
    await second.page.close();
    const third = await world.popup();
    for (const page of [popup.page, third.page, dashboard]) {
      await page.by('progressbar', 'Refresh progress').one(SLOW);
    }
    await dashboard.text(/^\d+ read in \d requests?, \d+ s$/).one(SLOW);
    await third.page.by('button', 'Cancel refresh').click();
    for (const page of [popup.page, third.page, dashboard]) {
      await page.by('progressbar', 'Refresh progress').gone(SLOW);
      await page.by('status', 'Refresh').says(/^Last refreshed/, SLOW);
    }
    hold.release();
    await third.page.close();
    await dashboard.close();
    await refreshesAgain();
  });

  test('a deleted customer: the client stays, linked, and reads Ended', async () => {
    const { customer } = world.account.subscriptions.get(SAMPLE.borealis) ?? {};
    world.account.deleteCustomer(String(customer));
    await refreshesAgain();
    // Stripe ends the subscriptions of a customer that is deleted.
    await popup.status('Borealis', 'Ended');
    await popup.row('Borealis').by('combobox').one();
    expect(await popup.page.by('alert').all()).toEqual([]);
  });

  test('a subscription that is gone stays linked, with its last known figures and the reason', async () => {
    world.account.removeSubscription(SAMPLE.acme);
    // Stripe writes no event for it, so a quick refresh cannot know; the weekly full read finds it.
    await world.browser.inNeutralPage((page) => page.evaluate(aWeekPasses));
    await refreshesAgain();
    expect(await popup.status('Acme Studio', 'Unknown')).toMatch(/not found at Stripe/i);
    const details = await popup.details('Acme Studio');
    await details.says('$300.00', SLOW);
  });

  test('a status of a later version is Unknown, quoted, and without a figure', async () => {
    await popup.addClient({ name: 'Quill', subscription: { type: 'quill', option: { starts: 'Quill' } } });
    expect(await popup.status('Quill', 'Unknown')).toContain('awaiting_network_review');
    await popup.reads('Quill', '—');
  });

  // Last: the key is spoilt for good.
  test('a key that was revoked is said with the way out', async () => {
    await popup.addClient({ name: 'Kumo', subscription: { type: 'kumo', option: { contains: '88,000' } } });
    await popup.reads('Kumo', '¥88,000');
    world.account.revokeKey(SAMPLE_KEYS.restricted);
    await popup.page.by('button', 'Refresh').click();
    await popup.refreshStatus.says(/key/i, GIVES_UP);
    await popup.reads('Kumo', '¥88,000');
    await popup.status('Kumo', 'Paid');
  });

  test('and all along only reads, of Stripe', async () => {
    expectOnlyReads(world.server, Object.values(SAMPLE_KEYS));
    expect(await world.browser.problems()).toEqual([]);
  });
});

/** In the extension's own origin: the last full read of every connection was eight days ago. */
function aWeekPasses(): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('clientplug');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('connections', 'readwrite');
      const cursor = transaction.objectStore('connections').openCursor();
      cursor.onsuccess = () => {
        const at = cursor.result;
        if (!at) return;
        at.update({ ...at.value, lastFullRead: at.value.lastFullRead - 8 * 86_400 });
        at.continue();
      };
      transaction.oncomplete = () => {
        opening.result.close();
        resolve();
      };
      transaction.onabort = () => reject(transaction.error);
    };
  });
}

/** Only "subscriptions: read" is indispensable; every other missing permission costs something, and is said. */
inEveryBrowser('keys with a missing permission', (kind) => {
  const cases = [
    ['customers', SAMPLE_KEYS.withoutCustomers],
    ['invoices', SAMPLE_KEYS.withoutInvoices],
    ['prices', SAMPLE_KEYS.withoutPrices],
    ['products', SAMPLE_KEYS.withoutProducts],
    ['coupons', SAMPLE_KEYS.withoutCoupons],
    ['events', SAMPLE_KEYS.withoutEvents],
  ] as const;
  let world: World;
  let options: OptionsPage;
  let popup: PopupPage;

  beforeAll(async () => {
    world = await startWorld(kind);
    options = await world.options();
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    popup = await world.popup();
    await popup.addClient({
      name: 'Acme Studio',
      subscription: { type: 'care', option: { starts: 'Acme Studio · Website care plan' } },
    });
  });
  afterAll(async () => {
    await world?.close();
  });

  test.each(cases)('without %s: said in the table, and the refresh brings what it can', async (name, key) => {
    await options.submitKey('Update Key', key);
    const row = options.permissions.by('row', new RegExp(`^${name.slice(0, -1)}`, 'i'));
    await row.says('Missing', SLOW);
    const rows = await options.permissionRows();
    expect(rows.filter((text) => text.includes('Missing'))).toHaveLength(1);
    await popup.refresh(world.server);
    await popup.refreshStatus.says(/^Last refreshed/, SLOW);
    await popup.reads('Acme Studio', '$300.00');
  });

  test('a permission that is taken away later is said by name, and nothing is lost', async () => {
    const key = world.account.keys.find((one) => one.key === SAMPLE_KEYS.withoutEvents);
    if (!key || key.permissions === 'all') throw new Error('the key in use has no list of permissions');
    key.permissions = new Set(
      [...key.permissions].filter((permission) => permission !== 'rak_subscription_read'),
    );
    await popup.page.by('button', 'Refresh').click();
    await popup.refreshStatus.says(/subscriptions?/i, GIVES_UP);
    await popup.reads('Acme Studio', '$300.00');
  });
});
