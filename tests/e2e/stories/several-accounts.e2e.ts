import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import type { Locator } from '../drivers/by-role.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { expectOnlyReads } from '../drivers/only-reads.ts';
import type { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import { startWorld, type World } from '../drivers/world.ts';

const FIRST = 'Studio Lindqvist · Live mode';
const SECOND = 'Atelier Nord · Live mode';
const RENAMED = 'Copenhagen · Live mode';

inEveryBrowser('several accounts', (kind) => {
  let world: World;
  let options: OptionsPage;
  let list: Locator;
  let failedStep: string | undefined;

  beforeAll(async () => {
    world = await startWorld(kind);
    options = await world.options();
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    list = options.page.by('region', 'Stripe accounts').by('list', 'Accounts');
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
    await options?.page.screenshot(`artifacts/failures/accounts-${kind}.png`).catch(() => undefined);
  });

  test('a key that Stripe refuses adds nothing', async () => {
    await options.stripe.by('button', 'Add another account').click();
    await options.submitKey('Save Key', SAMPLE_KEYS.revoked);
    await options.stripe.by('textbox', 'Stripe secret key').one(SLOW);
    await options.alert.says('does not accept', SLOW);
    expect(await list.by('listitem').names()).toEqual([FIRST]);
  });

  test('another account is added beside the first', async () => {
    await options.submitKey('Save Key', SAMPLE_KEYS.secondAccount);
    await list.by('listitem', SECOND).one(SLOW);
    expect(await list.by('listitem').names()).toEqual([FIRST, SECOND]);
    expect(await options.says('Atelier Nord')).toContain('Studio Lindqvist');
  });

  test('takes the user’s name for it, and a colour', async () => {
    const colour = await list.by('listitem', SECOND).by('combobox', 'Colour').handle();
    await colour.select('violet');
    await list.by('listitem', SECOND).by('textbox', 'Account name').fill('Copenhagen');
    await list.by('listitem', RENAMED).one(SLOW);
    expect(await options.says('Copenhagen')).toContain('Studio Lindqvist');
  });

  test('Update key chooses the account it is for', async () => {
    await list.by('button', `Update key of ${RENAMED}`).click();
    await options.submitKey('Update Key', SAMPLE_KEYS.restricted);
    await options.page.by('dialog', 'Different account').says('Copenhagen', SLOW);
    await options.page.by('dialog', 'Different account').by('button', 'Cancel').click();
    await options.page.by('dialog', 'Different account').gone();
  });

  test('Disconnect, then Remove, leaves the other account as it was', async () => {
    await list.by('button', `Disconnect ${RENAMED}`).click();
    const dialog = options.page.by('dialog', 'Disconnect Stripe?');
    await dialog.by('button', 'Disconnect').click();
    await dialog.gone(SLOW);
    await list.by('button', `Remove ${RENAMED}`).click();
    const asked = options.page.by('dialog', `Remove ${RENAMED}?`);
    await asked.by('button', 'Remove').click();
    await asked.gone(SLOW);
    await expect.poll(() => list.by('listitem').names(), SLOW).toEqual([FIRST]);
    expect(await options.says('Connected')).toContain('Studio Lindqvist');
  });

  test('Stripe was only ever read', () => {
    expectOnlyReads(world.server, Object.values(SAMPLE_KEYS));
  });
});
