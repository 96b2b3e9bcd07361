import { afterAll, beforeAll, expect, test } from 'vitest';
import { SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { inPage } from '../drivers/in-page.ts';
import type { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import type { World } from '../drivers/world.ts';
import { startWorld } from '../drivers/world.ts';

/** A database that does not open takes neither the lock nor the way out from anyone. */
inEveryBrowser('a database of a newer version', (kind) => {
  let world: World;
  let options: OptionsPage;

  beforeAll(async () => {
    world = await startWorld(kind);
    options = await world.options();
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    await world.browser.inNeutralPage((page) =>
      inPage(
        page,
        () =>
          new Promise<void>((resolve, reject) => {
            const opening = indexedDB.open('clientplug', 1_000);
            opening.onsuccess = () => {
              opening.result.close();
              resolve();
            };
            opening.onerror = () => reject(opening.error);
          }),
      ),
    );
    await options.page.close();
    options = await world.options();
  });
  afterAll(async () => {
    await world?.close();
  });

  test('the options page has all its sections, and each says what it cannot show', async () => {
    await options.page.by('alert').says('written by a newer version', SLOW);
    await options.stripe.text('Your accounts can’t be shown or changed right now.').one();
    for (const section of ['Figures', 'Notifications'])
      await options.page
        .by('region', section)
        .text('These settings can’t be shown or changed right now.')
        .one();
    await options.page.by('region', 'Activity').text('The requests can’t be shown right now.').one();
    await options.page.by('region', 'Data').by('button', 'Forget everything').one();
    const layers = await options.security.by('region', 'Read-only').by('listitem').all();
    expect(layers[2]?.text).toContain('Not known');
  });

  test('it can be locked and unlocked', async () => {
    await options.security.by('status').says('Unlocked', SLOW);
    await options.lockNow();
    await options.security.by('textbox', 'Passphrase').fill(PASSPHRASE);
    await options.security.by('button', 'Unlock').click();
    await options.security.by('status').says('Unlocked', SLOW);
    await options.lockNow();
  });
});
