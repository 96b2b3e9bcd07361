import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SAMPLE, SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import type { Locator } from '../drivers/by-role.ts';
import type { ExtensionPage } from '../drivers/driver.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { inPage } from '../drivers/in-page.ts';
import { expectOnlyReads } from '../drivers/only-reads.ts';
import type { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import { PopupPage } from '../drivers/popup.ts';
import { startWorld, type World } from '../drivers/world.ts';

/** The settings of figures, notifications and the reminder, and what follows from them in every open page. */
inEveryBrowser('figures', (kind) => {
  let world: World;
  let options: OptionsPage;
  let popup: PopupPage;
  let dashboard: ExtensionPage;
  let figures: Locator;
  let failedStep: string | undefined;

  beforeAll(async () => {
    world = await startWorld(kind);
    world.account.addCoupon({
      id: 'SPRING',
      name: 'Spring',
      percentOff: 50,
      duration: 'repeating',
      months: 6,
    });
    world.account.applyDiscount({ subscription: SAMPLE.oakridge }, 'SPRING');
    options = await world.options();
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    popup = await world.popup();
    for (const [name, typed] of [
      ['Oakridge Dental', 'oakridge'],
      ['Borealis GmbH', 'borealis'],
    ] as const)
      await popup.addClient({ name, subscription: { type: typed, option: { starts: name } } });
    dashboard = await world.browser.openPage('dashboard');
    figures = options.page.by('region', 'Figures');
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
    await options?.page.screenshot(`artifacts/failures/figures-options-${kind}.png`).catch(() => undefined);
    await dashboard?.screenshot(`artifacts/failures/figures-dashboard-${kind}.png`).catch(() => undefined);
  });

  const choose = async (field: Locator, value: string): Promise<void> => {
    const handle = await field.handle();
    await handle.select(value);
  };
  /** Without what the browser asks of other hosts. */
  const toStripe = () => world.server.requests.filter(({ host }) => host === 'api.stripe.com');
  const mrr = () => dashboard.by('region', 'MRR');

  describe('the upcoming window', () => {
    test('changes statuses at once in the popup that is open', async () => {
      await popup.status('Borealis GmbH', 'Upcoming');
      await figures.by('spinbutton', 'Upcoming window in days').fill('1');
      await popup.status('Borealis GmbH', 'Paid');
    });

    test.each(['0', '32', '2.5'])(
      'of %s days is refused in one sentence, and the former one stays',
      async (days) => {
        const field = figures.by('spinbutton', 'Upcoming window in days');
        await field.fill(days);
        await figures.by('alert').says('Enter a whole number of days from 1 to 31.');
        await popup.status('Borealis GmbH', 'Paid');
      },
    );

    test('is 7 days again', async () => {
      await figures.by('spinbutton', 'Upcoming window in days').fill('7');
      await popup.status('Borealis GmbH', 'Upcoming');
      await figures.by('alert').gone();
    });
  });

  test('temporary discounts lower the monthly revenue in every open page, and back', async () => {
    await popup.reads('Oakridge Dental', '$1,450.00');
    await mrr().says('$1,450.00');
    await figures.by('checkbox', 'Subtract temporary discounts').check();
    await popup.reads('Oakridge Dental', '$725.00');
    await mrr().says('$725.00');
    await figures.by('checkbox', 'Subtract temporary discounts').check(false);
    await popup.reads('Oakridge Dental', '$1,450.00');
  });

  describe('one total', () => {
    const rate = () => figures.by('textbox', 'Rate for USD');

    test('needs a rate, and says which one', async () => {
      await choose(figures.by('combobox', 'One total in'), 'eur');
      await mrr().says(/One total needs your rate for USD/);
      expect(await figures.by('textbox', /^Rate for/).names()).toEqual(['Rate for USD']);
    });

    test('is there once the rate is, with its day', async () => {
      await rate().fill('0.92');
      await mrr().says(/One total €2,534\.00 at your rates of \w+ \d+/);
      await figures.says(/1 USD = 0\.92 EUR/);
    });

    test.each([
      ['abc', 'That is not a number.'],
      ['0', 'A rate is more than zero.'],
      ['1.23456789012', 'That is too precise.'],
      ['-1', 'A rate is more than zero.'],
    ])('%j is no rate: "%s", and the former stays', async (typed, sentence) => {
      await rate().fill(typed);
      await rate().press('Enter');
      await figures.by('alert').says(sentence);
      await mrr().says('One total €2,534.00');
    });

    test('outlives a reload, and goes when it is switched off', async () => {
      await options.page.close();
      options = await world.options('#figures');
      figures = options.page.by('region', 'Figures');
      expect((await rate().one()).value).toBe('0.92');
      await choose(figures.by('combobox', 'One total in'), '');
      await mrr().until(
        ([card]) => card !== undefined && !card.text.includes('One total'),
        'the line is gone',
      );
      await rate().gone();
      await choose(figures.by('combobox', 'One total in'), 'eur');
      await mrr().says('One total €2,534.00');
    });
  });

  describe('refresh on opening', () => {
    /** When the account was read last, in hours; `setTo` makes it as long ago. */
    const hoursOld = (setTo: number | null = null): Promise<number> =>
      world.browser.inNeutralPage((page) =>
        inPage(
          page,
          async (hours) => {
            const opening = indexedDB.open('clientplug');
            await new Promise((done) => {
              opening.onsuccess = done;
            });
            const database = opening.result;
            const transaction = database.transaction('connections', 'readwrite');
            const connections = transaction.objectStore('connections');
            const reading = connections.getAll();
            const now = Math.floor(Date.now() / 1000);
            reading.onsuccess = () => {
              for (const one of reading.result)
                if (hours !== null) connections.put({ ...one, lastRefresh: now - hours * 3600 });
            };
            await new Promise((done) => {
              transaction.oncomplete = done;
            });
            database.close();
            return (now - reading.result[0].lastRefresh) / 3600;
          },
          setTo,
        ),
      );
    const refreshes = () =>
      toStripe().filter(({ path, query }) => path === '/v1/invoices' && query.includes('status=open')).length;

    test('is off by default', async () => {
      expect((await figures.by('combobox', 'Refresh on opening').one()).value).toMatch(/^(Off|0)$/);
    });

    test('starts one refresh where popup and dashboard open together', async () => {
      await choose(figures.by('combobox', 'Refresh on opening'), '1');
      await popup.page.close();
      await dashboard.close();
      await hoursOld(2);
      const before = refreshes();
      const opened = await Promise.all([
        world.browser.openPage('dashboard'),
        world.browser.openPage('popup'),
      ]);
      dashboard = opened[0];
      popup = new PopupPage(opened[1]);
      await expect.poll(() => hoursOld(), SLOW).toBeLessThan(1);
      expect(refreshes()).toBe(before + 1);
    });

    test('leaves younger figures, and everything while locked', async () => {
      const before = toStripe().length;
      await popup.page.close();
      popup = await world.popup();
      await popup.lockNow();
      await popup.page.close();
      await hoursOld(48);
      popup = await world.popup();
      // The background answers in order: once it asks for the passphrase, it has heard of the opening.
      await popup.page.by('button', 'Refresh').click();
      await popup.unlockForm.one(SLOW);
      expect(toStripe().length).toBe(before);
      await popup.unlock(PASSPHRASE);
      // The click on Refresh was kept.
      await expect.poll(() => hoursOld(), SLOW).toBeLessThan(1);
    });
  });

  describe('the reminder', () => {
    const OAKRIDGE = 'Oakridge Dental';
    const pageOf = () => {
      const id = world.account.subscriptions.get(SAMPLE.oakridge)?.latest_invoice;
      return { id, address: world.account.invoices.get(id ?? '')?.hosted_invoice_url ?? '' };
    };
    /** What was copied, pasted as a person would; a field of one line drops the line ends. */
    const pasted = async (): Promise<string> => {
      const search = popup.page.by('searchbox', 'Search clients');
      await search.fill('');
      const { keyboard } = popup.page.page;
      await keyboard.down('Control');
      await keyboard.press('v');
      await keyboard.up('Control');
      const [{ value } = { value: '' }] = await search.until(
        ([field]) => field?.value !== '',
        'it is pasted',
      );
      await search.fill('');
      return value;
    };
    const copy = (details: Locator) => details.by('button', `Copy reminder of ${OAKRIDGE}`);

    test('is copied with the page to pay, which is asked for by id and kept nowhere', async () => {
      const details = await popup.details(OAKRIDGE);
      const { id, address } = pageOf();
      expect(address).toMatch(/^https:/);
      const before = toStripe().length;
      await copy(details).click();
      await details.by('status').says('Copied.', SLOW);
      expect(
        toStripe()
          .slice(before)
          .map(({ path }) => path),
      ).toEqual([`/v1/invoices/${id}`]);
      expect((await details.by('status').one()).text).not.toContain('Without');
      expect(await pasted()).toContain(`and pay it here: ${address}`);
      expect(await world.browser.storageDump()).not.toContain('invoice.stripe.com');
    });

    test('is in the words of the user, and an unknown placeholder is named', async () => {
      const reminder = options.page.by('region', 'Reminder');
      await reminder.by('textbox', 'Message').fill('Hi {client}, {sum}');
      await reminder.by('alert').says('ClientPlug does not know {sum}.');
      await reminder.by('textbox', 'Message').fill('Hi {client}, please pay {amount}.');
      await reminder.by('alert').gone();
      await reminder.by('textbox', 'Subject').fill('');
      await reminder.by('alert').says(/^Write something here/);
      await reminder.by('textbox', 'Subject').fill('About {invoice}');
      await reminder.by('alert').gone();
    });

    test('says why it has no link while locked', async () => {
      await popup.lockNow();
      const details = await popup.details(OAKRIDGE);
      const before = toStripe().length;
      await copy(details).click();
      await details.by('status').says('Copied. Without a payment link: ClientPlug is locked.', SLOW);
      expect(toStripe().length).toBe(before);
      expect(await pasted()).toBe('Hi Oakridge Dental, please pay $1,450.00.');
    });

    test('leads to the mail program with the address of the client', async () => {
      const details = await popup.details(OAKRIDGE);
      const link = await details.by('link', `Write e-mail to ${OAKRIDGE}`).handle();
      const address = await link.evaluate((element) => (element as HTMLAnchorElement).href);
      expect(address).toMatch(/^mailto:office%40oakridge\.example\?subject=Payment%20reminder/);
    });

    test('is the original text again after Reset', async () => {
      const reminder = options.page.by('region', 'Reminder');
      await reminder.by('button', 'Reset').click();
      await reminder.by('textbox', 'Message').says(/^Hello \{client\},/);
      await reminder.by('textbox', 'Subject').says('Payment reminder: invoice {invoice}');
    });
  });

  test('only reads were sent', () => {
    expectOnlyReads(world.server, [SAMPLE_KEYS.restricted]);
  });
});
