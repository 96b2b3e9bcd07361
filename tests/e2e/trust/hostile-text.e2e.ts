import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../../stripe-server/account/account.ts';
import { apiKeyWithout } from '../../stripe-server/http/keys.ts';
import { startStripeServer } from '../../stripe-server/http/server.ts';
import { SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import { builtPackage } from '../drivers/built.ts';
import type { BrowserKind, ExtensionPage } from '../drivers/driver.ts';
import { launch } from '../drivers/driver.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { inPage } from '../drivers/in-page.ts';
import { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import { PopupPage } from '../drivers/popup.ts';
import type { World } from '../drivers/world.ts';

const FOLDER = 'artifacts/screenshots';

/** What a customer may call themselves, and what of it is shown (the same, where nothing else is said). */
const NAMES: readonly (readonly [what: string, given: string, shown?: string])[] = [
  ['markup', '<img src=x onerror="globalThis.ran = 1"><script>globalThis.ran = 1</script><b>bold</b>'],
  ['markup that ends ours', '"></li></ul><style>*{display:none}</style><form action="https://example.com">'],
  ['an override', 'Refund \u202e00.000,9$ ylhtnom', 'Refund 00.000,9$ ylhtnom'],
  ['right-to-left letters', 'סטודיו לוי (ירושלים)'],
  ['zero-width characters between', 'Ac\u200bme\u200d\ufeff Corp'],
  ['10,000 characters in one word', 'W'.repeat(10_000), 'W'.repeat(500)],
  ['10,000 characters in many words', 'long name '.repeat(1_000), 'long name '.repeat(50)],
  ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈 Zoë & Søn 🧑🏽‍🚀'],
  ['piled-up accents', `Z${'\u0336\u0351\u0489'.repeat(60)}algo`, `Z${'\u0336\u0351\u0489'.repeat(2)}algo`],
  ['a formula', '=HYPERLINK("https://example.com/?"&A1,"Paid")'],
  ['a key of prototypes', '__proto__'],
  ['a word of JavaScript', 'constructor'],
  ['line ends', 'Acme\r\nPaid $9,000\u2028now', 'Acme Paid $9,000 now'],
  ['a template', `\${globalThis.ran = 1} {{ran}} %s %d $& $1`],
];

function hostileAccount(): Account {
  const account = new Account({
    id: 'acct_1Qv8Zk2WpRt3Mn',
    name: '<b>Studio</b> \u202eevil',
    now: () => Math.floor(Date.now() / 1000),
    keys: [apiKeyWithout(SAMPLE_KEYS.restricted)],
  });
  for (const [index, [, name]] of NAMES.entries()) {
    const product = account.addProduct({ name: `${name} product` });
    const price = account.addPrice({
      product: product.id,
      amount: 1_000 + index,
      currency: 'usd',
      interval: 'month',
      nickname: name,
    });
    const customer = account.addCustomer({ name, email: `${name.slice(0, 200)}@example.com` });
    account.addSubscription({
      id: `sub_Hostile${index}`,
      customer: customer.id,
      items: [{ price: price.id }],
      fields: { description: name, metadata: { __proto__: name, constructor: name } as never },
    });
  }
  return account;
}

async function hostileWorld(kind: BrowserKind): Promise<World> {
  const account = hostileAccount();
  const server = await startStripeServer({ account: [account] });
  const browser = await launch({ kind, server, extensionDir: builtPackage(kind) });
  return {
    server,
    account,
    browser,
    options: async (hash) => new OptionsPage(await browser.openPage('options', hash)),
    popup: async () => new PopupPage(await browser.openPage('popup')),
    close: async () => browser.close().finally(() => server.close()),
  };
}

/** What is wrong with a page that shows such text; empty is good. */
async function flaws(page: ExtensionPage): Promise<string[]> {
  return inPage(page.page, () => {
    const found: string[] = [];
    if ((globalThis as { ran?: unknown }).ran !== undefined) found.push('a script of a name ran');
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      found.push(`scrolls sideways: ${root.scrollWidth} of ${root.clientWidth}`);
    for (const element of document.querySelectorAll(
      'body b, body img[src="x"], body style, body form[action], body script:not([src])',
    ))
      found.push(`an element of a name: ${element.outerHTML.slice(0, 80)}`);
    // Whoever is wider than the window and not clipped by something around them.
    const clipped = (element: Element): boolean => {
      for (let above: Element | null = element; above; above = above.parentElement) {
        const { overflowX } = getComputedStyle(above);
        if (overflowX !== 'visible' && above.getBoundingClientRect().right <= innerWidth + 1) return true;
      }
      return false;
    };
    for (const element of document.querySelectorAll('body *')) {
      const { right, width } = element.getBoundingClientRect();
      if (width > 0 && right > innerWidth + 1 && !clipped(element))
        found.push(`beyond the edge: ${element.tagName} ${element.className} ${Math.round(right)}`);
    }
    // Closed rows; the details show all of a name, however long.
    for (const element of document.querySelectorAll(
      'article:not(:has(section)), tr[aria-rowindex], [role=option]',
    )) {
      const { height } = element.getBoundingClientRect();
      if (height > 120) found.push(`a row of ${Math.round(height)} px: ${element.textContent?.slice(0, 40)}`);
    }
    // An override must stay among itself: in an element that isolates it, or in a field.
    for (const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); walker.nextNode(); ) {
      const { textContent, parentElement } = walker.currentNode;
      if (!/[\u202a-\u202e\u2066-\u2069]/.test(textContent ?? '')) continue;
      if (parentElement && !/isolate|plaintext/.test(getComputedStyle(parentElement).unicodeBidi))
        found.push(`an override that is not isolated: "${textContent?.slice(0, 40)}"`);
    }
    return found;
  });
}

inEveryBrowser('hostile text', (kind) => {
  let world: World;
  let options: OptionsPage;
  let popup: PopupPage;

  beforeAll(async () => {
    world = await hostileWorld(kind);
    options = await world.options();
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    await options.stripe.by('group').says(/Last refreshed/, SLOW);
    await seedClients();
    popup = await world.popup();
  });
  afterAll(async () => {
    await world?.close();
  });

  /** A client per subscription, named as its customer was by Stripe: typing 10,000 characters is no subject here. */
  async function seedClients(): Promise<void> {
    await world.browser.inNeutralPage((page) =>
      inPage(
        page,
        async (names: string[]) => {
          const wait = <T>(request: IDBRequest<T>): Promise<T> =>
            new Promise((done, fail) => {
              request.onsuccess = () => done(request.result);
              request.onerror = () => fail(request.error);
            });
          const database = await wait(indexedDB.open('clientplug'));
          const [connection] = await wait(
            database.transaction('connections').objectStore('connections').getAll(),
          );
          const writing = database.transaction(['clients', 'views'], 'readwrite');
          for (const [index, name] of names.entries())
            writing.objectStore('clients').put({
              id: `client-${String(index).padStart(2, '0')}`,
              name,
              email: name,
              type: name,
              service: name,
              notes: name,
              links: [{ connectionId: connection.id, subscriptionId: `sub_Hostile${index}` }],
              manual: null,
              addOns: [{ label: name, amount: 100, currency: 'usd' }],
              archivedAt: null,
              createdAt: 1_700_000_000,
              updatedAt: 1_700_000_000,
            });
          writing.objectStore('views').clear();
          await new Promise((done) => {
            writing.oncomplete = done;
          });
          database.close();
        },
        NAMES.map(([, given, shown]) => shown ?? given),
      ),
    );
  }

  test('the options page shows the account’s name as text', async () => {
    await options.says('<b>Studio</b> evil');
    expect(await flaws(options.page)).toEqual([]);
    await options.page.screenshot(`${FOLDER}/${kind}-hostile-options.png`);
  });

  test('the popup shows them as text, in rows of one height', async () => {
    await popup.clients.by('listitem').until((all) => all.length >= 5, 'rows are shown', SLOW);
    for (const theme of ['light', 'dark'] as const) {
      await world.browser.setTheme(theme);
      await popup.page.screenshot(`${FOLDER}/${kind}-hostile-popup-${theme}.png`);
    }
    expect(await flaws(popup.page)).toEqual([]);
  });

  test.each(NAMES)(
    '%s: found by the search, whole in its row, and in its details',
    async (what = '', given = '', shown = given) => {
      const name = shown;
      await popup.page.by('searchbox', 'Search clients').paste([...name.trim()].slice(-12).join(''));
      await popup.clients.by('listitem').until((all) => all.length === 1, 'only its row is left', SLOW);
      const button = popup.clients.by('button', { starts: 'Details of' });
      await button.click();
      await popup.page.by('region', { starts: 'Details of' }).says('Monthly revenue', SLOW);
      const whole = await popup.page.page.evaluate(() => document.querySelector('article bdi')?.textContent);
      expect(whole === name, 'the row has the whole name').toBe(true);
      expect(await flaws(popup.page)).toEqual([]);
      await popup.page.screenshot(`${FOLDER}/${kind}-hostile-details-${what.replace(/\W+/g, '-')}.png`);
      await button.click();
      await popup.page.by('region', { starts: 'Details of' }).gone();
      await popup.page.by('searchbox', 'Search clients').fill('');
    },
  );

  test('the dropdown offers every one of them', async () => {
    const combobox = popup.page.by('combobox', 'Stripe Subscription for constructor');
    await combobox.click();
    await popup.page.by('option').until((all) => all.length >= 3, 'options are offered', SLOW);
    expect(await flaws(popup.page)).toEqual([]);
    await popup.page.screenshot(`${FOLDER}/${kind}-hostile-dropdown.png`);
    await combobox.fill('__proto__');
    const [option] = await popup.page.by('option').until((all) => all.length === 1, 'one is found');
    expect(option?.text).toContain('__proto__');
    await popup.page.page.keyboard.press('Escape');
  });

  test('the dialogs take them, and keep what was typed', async () => {
    const typed = '</dialog><img src=x onerror="globalThis.ran=1">\u202e=1+1';
    await popup.page.by('button', 'Add Client').click();
    const dialog = popup.page.by('dialog', 'Add client');
    await dialog.by('textbox', 'Name').paste(typed);
    await dialog.by('textbox', 'Notes').paste(`${typed}\n${'N'.repeat(9_000)}`);
    expect(await flaws(popup.page)).toEqual([]);
    await popup.page.screenshot(`${FOLDER}/${kind}-hostile-dialog.png`);
    await dialog.by('button', 'Save').click();
    await dialog.gone();
    await popup.page.by('searchbox', 'Search clients').paste('onerror="globalThis.ran=1">');
    const row = popup.clients.by('listitem', { starts: '</dialog>' });
    await row.one();
    await row.by('button', { starts: 'Delete </dialog>' }).click();
    await popup.page.by('status', { starts: 'Deleted </dialog>' }).one();
    expect(await flaws(popup.page)).toEqual([]);
    await popup.page.screenshot(`${FOLDER}/${kind}-hostile-undo.png`);
    await popup.page.by('searchbox', 'Search clients').fill('');
  });

  test('the dashboard shows them all', async () => {
    const dashboard = await world.browser.openPage('dashboard');
    const table = dashboard.by('grid', 'Clients');
    await table.by('row').until((all) => all.length >= 5, 'rows are shown', SLOW);
    expect(await flaws(dashboard)).toEqual([]);
    await dashboard.screenshot(`${FOLDER}/${kind}-hostile-dashboard.png`);
    await dashboard.close();
  });

  test('what changed is told without being bent', async () => {
    for (const index of NAMES.keys()) world.account.changeQuantity(`sub_Hostile${index}`, 2);
    await popup.refresh(world.server);
    await popup.refreshStatus.says(/pays \$.* more per month/, SLOW);
    expect(await flaws(popup.page)).toEqual([]);
    await popup.page.screenshot(`${FOLDER}/${kind}-hostile-changes.png`);
  });

  test('nothing of it was an error', async () => {
    expect(await world.browser.problems()).toEqual([]);
    expect(await world.browser.foreignRequests()).toEqual([]);
    expect(world.server.writes).toEqual([]);
  });
});
