import { afterAll, beforeAll, expect, test } from 'vitest';
import { SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import type { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import { startWorld, type World } from '../drivers/world.ts';

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
    await options.security.by('link', 'Forgot it? Paste a new key. Your clients stay.').click();
    await options.submitKey('Save Key', SAMPLE_KEYS.rotated, NEXT_PASSPHRASE, NEXT_PASSPHRASE);
    await options.says('The key works and is stored');
    await options.security.by('status').says('Unlocked', SLOW);
    await options.lockNow();
    await options.security.by('textbox', 'Passphrase').fill(NEXT_PASSPHRASE);
    await options.security.by('button', 'Unlock').click();
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
