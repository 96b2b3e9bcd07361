import { afterAll, beforeAll, expect, test } from 'vitest';
import { SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { inPage } from '../drivers/in-page.ts';
import { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import { startWorld, type World } from '../drivers/world.ts';

const FORGOT = 'Forgot it? Paste a new key. Your clients stay.';
const NEXT_PASSPHRASE = 'tapioca zeppelin hourglass';

inEveryBrowser('a forgotten passphrase', (kind) => {
  let world: World;
  let options: OptionsPage;

  beforeAll(async () => {
    world = await startWorld(kind);
    options = await world.options();
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
  });
  afterAll(() => world?.close());

  test('the Unlock form of the options page leads to a new key, and the client stays', async () => {
    const popup = await world.popup();
    await popup.addClient({
      name: 'Acme',
      subscription: { type: 'care', option: { starts: 'Acme Studio' } },
    });
    await options.page.page.bringToFront();
    await options.lockNow();
    // A wrong passphrase does not stay in its field.
    await options.security.by('textbox', 'Passphrase').fill('not this one at all');
    await options.security.by('button', 'Unlock').click();
    await expect
      .poll(async () => (await options.security.by('textbox', 'Passphrase').one()).value, SLOW)
      .toBe('');
    await options.security.by('link', FORGOT).click();
    await options.submitKey('Save Key', SAMPLE_KEYS.rotated, NEXT_PASSPHRASE, NEXT_PASSPHRASE);
    await options.says('The key works and is stored');
    await options.security.by('status').says('Unlocked', SLOW);
    await options.lockNow();
    await options.security.by('textbox', 'Passphrase').fill(NEXT_PASSPHRASE);
    await options.security.by('button', 'Unlock').click();
    await options.security.by('status').says('Unlocked', SLOW);
    expect(await world.browser.storageDump()).toContain('Acme');
  });

  test.each(['popup', 'dashboard'] as const)('the Unlock form of the %s leads there too', async (name) => {
    if ((await options.security.by('button', 'Lock now').all()).length > 0) await options.lockNow();
    const page = await world.browser.openPage(name);
    await page.by('button', 'Refresh').click(SLOW);
    const form = page.by('form', 'Unlock');
    await form.one(SLOW);
    const opens = world.browser.nextPage('options');
    await form.by('link', FORGOT).click();
    const opened = new OptionsPage(await opens);
    await opened.stripe.by('heading', 'Forgot the passphrase?').one(SLOW);
    await opened.stripe.by('button', 'Save Key').one();
    // What waits for the unlock is not asked for again.
    await opened.stripe.by('button', 'Cancel').click();
    await opened.stripe.by('button', 'Update Key').one(SLOW);
    await opened.page.close();
    await page.close();
  });

  test('with several accounts it says which are disconnected, and they are', async () => {
    await options.page.page.bringToFront();
    await options.security.by('textbox', 'Passphrase').fill(NEXT_PASSPHRASE);
    await options.security.by('button', 'Unlock').click();
    await options.security.by('status').says('Unlocked', SLOW);
    await options.stripe.by('button', 'Add another account').click();
    await options.submitKey('Save Key', SAMPLE_KEYS.secondAccount);
    await options.says(/Atelier Nord · Live mode/);
    await options.lockNow();
    await options.security.by('link', FORGOT).click();
    await options.alert.says(/Atelier Nord.*All but the one this key is for/, SLOW);
    await options.submitKey('Save Key', SAMPLE_KEYS.restricted, PASSPHRASE, PASSPHRASE);
    expect(await options.says(/Atelier Nord · Live mode · disconnected/)).toContain('Studio Lindqvist');
    expect(await world.browser.storageDump()).toContain('Acme');
  });

  test('a damaged vault is replaced the same way', async () => {
    await world.browser.setStorage('local', { vault: 'damaged' });
    await world.browser.inNeutralPage((page) =>
      inPage(page, async () => {
        const opened = indexedDB.open('clientplug');
        await new Promise((done) => {
          opened.onsuccess = done;
        });
        const writing = opened.result.transaction('vault', 'readwrite');
        writing.objectStore('vault').put({ name: 'vault', envelope: 'damaged' });
        await new Promise((done) => {
          writing.oncomplete = done;
        });
        opened.result.close();
      }),
    );
    await options.page.close();
    options = await world.options();
    await options.alert.says('The encrypted key is damaged', SLOW);
    await options.submitKey('Save Key', SAMPLE_KEYS.restricted, NEXT_PASSPHRASE, NEXT_PASSPHRASE);
    await options.says('The key works and is stored');
    await options.security.by('status').says('Unlocked', SLOW);
    expect(await world.browser.storageDump()).toContain('Acme');
  });

  test('the lock cannot be weakened while it is locked', async () => {
    await options.lockNow();
    await options.security.by('radio', '5 minutes').click();
    await options.security.by('radio', 'When the browser closes').click();
    await options.security.by('alert').says('Unlock first', SLOW);
    expect(await world.browser.getStorage('local')).toMatchObject({ 'vault.lock': { after: '5' } });
  });
});
