import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dumpOf, findSecret } from '../../../lib/vault/find-secret.fixture.ts';
import { startStripeServer } from '../../stripe-server/http/server.ts';
import { SAMPLE_KEYS, sampleAccounts } from '../../stripe-server/samples/sample-account.ts';
import { builtPackage } from '../drivers/built.ts';
import { type ExtensionPage, launch } from '../drivers/driver.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { inPage } from '../drivers/in-page.ts';
import { expectOnlyReads } from '../drivers/only-reads.ts';
import { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import { PopupPage } from '../drivers/popup.ts';
import { findKey } from '../drivers/storage.ts';
import type { World } from '../drivers/world.ts';
import { firefoxConsole, inBackground } from './reach.ts';

const KEY = SAMPLE_KEYS.restricted;
const OTHER_KEY = SAMPLE_KEYS.rotated;
const NEXT_PASSPHRASE = 'tapioca zeppelin hourglass';
/** Stripe's keys begin with their kind and the account's number, which every id of the account may share. */
const PREFIX = 'rk_live_'.length;
const ACCOUNT = 'rk_live_51Qv8Zk2WpRt3Mn'.length;

/** A key is typed, used, replaced; a passphrase is chosen, mistyped, changed. What is left of them, and where? */

inEveryBrowser('secrets', (kind) => {
  let world: World;
  let options: OptionsPage;
  let popup: PopupPage;
  let dashboard: ExtensionPage | undefined;
  let profile: string;
  /** Data keys as they came and went. */
  const dataKeys: Uint8Array[] = [];
  const consoles: string[] = [];

  beforeAll(async () => {
    profile = await mkdtemp(join(tmpdir(), 'clientplug-profile-'));
    const server = await startStripeServer({
      account: sampleAccounts(() => Math.floor(Date.now() / 1000)),
    });
    const browser = await launch({
      kind,
      server,
      extensionDir: builtPackage(kind),
      ...(kind === 'chromium' ? { profileDir: profile } : {}),
    });
    world = {
      server,
      account: server.account,
      browser,
      options: async (hash) => new OptionsPage(await browser.openPage('options', hash)),
      popup: async () => new PopupPage(await browser.openPage('popup')),
      close: async () => browser.close().finally(() => server.close()),
    };
    options = await world.options();
    options.page.page.on('console', (message) => consoles.push(message.text()));
    await listen(options.page);
    // Firefox keeps what its consoles hold; in Chromium one has to have listened.
    const background = options.page.page
      .browser()
      .targets()
      .find((target) => target.type() === 'service_worker');
    (await background?.worker())?.client.on('Runtime.consoleAPICalled', ({ args }) =>
      consoles.push(JSON.stringify(args)),
    );
  });
  afterAll(async () => {
    await world?.close().catch(() => undefined);
    await rm(profile, { recursive: true, force: true });
  });

  /** Remembers what any page could hear: announcements, messages, changes of the storage. */
  async function listen(page: ExtensionPage): Promise<void> {
    await inPage(page.page, () => {
      const heard: unknown[] = [];
      Object.assign(globalThis, { heard });
      interface Api {
        runtime: {
          onMessage: { addListener(listener: (message: unknown, sender: { url?: string }) => void): void };
        };
        storage: { local: { onChanged: { addListener(listener: (change: unknown) => void): void } } };
      }
      const scope = globalThis as unknown as { browser?: Api; chrome: Api };
      const api = scope.browser ?? scope.chrome;
      new BroadcastChannel('clientplug').onmessage = ({ data }) => heard.push(data);
      // What a page sends to the background, every other page could hear as well; that is the browser's way.
      api.runtime.onMessage.addListener((message, { url = '' }) => {
        if (!/(popup|options|dashboard)\.html/.test(url)) heard.push(message);
      });
      api.storage.local.onChanged.addListener((change) => void heard.push(change));
    });
  }

  const heardBy = (page: ExtensionPage): Promise<string> =>
    page.page.evaluate(() => JSON.stringify((globalThis as { heard?: unknown }).heard ?? []));

  async function noteDataKey(): Promise<void> {
    const { 'vault.key': stored } = await world.browser.getStorage('session');
    if (typeof stored !== 'string') throw new Error('The vault should be unlocked.');
    const key = new Uint8Array(Buffer.from(stored, 'base64'));
    expect(key).toHaveLength(32);
    dataKeys.push(key);
  }

  /** Where a run of a secret is found in a text; keys without their kind, or without the account's number. */
  function finds(dump: string): string[] {
    const named = (name: string, secret: string | Uint8Array, from = 0): string[] =>
      findSecret(dump, secret, { skip: from }).map((find) => `${name}+${find.offset} as ${find.form}`);
    return [
      ...named('key', KEY, PREFIX),
      ...named('other key', OTHER_KEY, PREFIX),
      ...named('passphrase', PASSPHRASE),
      ...named('next passphrase', NEXT_PASSPHRASE),
      ...dataKeys.flatMap((key, index) => named(`data key ${index}`, key)),
    ];
  }

  async function withoutSessionKey(): Promise<string> {
    const lines = (await world.browser.storageDump()).split('\n');
    const kept = lines.filter((line) => !line.startsWith('storage.session vault.key\t'));
    expect(kept.length).toBe(lines.length - 1);
    return kept.join('\n');
  }

  const markup = async (): Promise<string> => {
    const pages = [options.page, ...(popup ? [popup.page] : []), ...(dashboard ? [dashboard] : [])];
    const texts = pages.map((page) =>
      page.page.evaluate(() =>
        [...document.querySelectorAll('*')]
          .map((element) => element.outerHTML)
          .join('\n')
          .slice(0, 2_000_000),
      ),
    );
    return (await Promise.all(texts)).join('\n');
  };

  test('what is typed is in the fields and in no markup, shown or not', async () => {
    await options.stripe.by('textbox', 'Stripe secret key').paste(KEY);
    await options.stripe.by('textbox', 'Passphrase').fill(PASSPHRASE);
    await options.stripe.by('textbox', 'Confirm passphrase').fill(PASSPHRASE);
    expect(finds(await markup())).toEqual([]);
    for (const shown of await options.stripe.by('button', /^Show/).all())
      await options.stripe.by('button', shown.name).click();
    expect((await options.stripe.by('textbox', 'Stripe secret key').one()).value).toBe(KEY);
    expect(finds(await markup())).toEqual([]);
    expect(finds(await world.browser.storageDump())).toEqual([]);
  });

  test('in use, the data key is in the session storage, and nothing else is anywhere', async () => {
    await options.connect(KEY, PASSPHRASE);
    await noteDataKey();
    for (const name of ['Stripe secret key'])
      expect((await options.stripe.by('textbox', name).one()).value).toBe('');
    popup = await world.popup();
    popup.page.page.on('console', (message) => consoles.push(message.text()));
    await listen(popup.page);
    await popup.addClient({
      name: 'Acme',
      subscription: { type: 'care', option: { starts: 'Acme Studio' } },
    });
    await popup.refresh(world.server);
    await popup.details('Acme');
    dashboard = await world.browser.openPage('dashboard');
    dashboard.page.on('console', (message) => consoles.push(message.text()));
    await dashboard.by('grid', 'Clients').says('Acme', SLOW);
    await listen(dashboard);
    expect(finds(await withoutSessionKey())).toEqual([]);
    expect(finds(await markup())).toEqual([]);
  });

  test('a failed update, a changed passphrase and a new key leave nothing of the old ones', async () => {
    await options.submitKey('Update Key', SAMPLE_KEYS.revoked);
    expect(findKey((await options.alert.one(SLOW)).text, SAMPLE_KEYS.revoked)).toEqual([]);
    await options.security.by('button', 'Change passphrase').click();
    const dialog = options.page.by('dialog', 'Change passphrase');
    await dialog.by('textbox', 'Current passphrase').fill(PASSPHRASE);
    await dialog.by('textbox', 'New passphrase').fill(NEXT_PASSPHRASE);
    await dialog.by('textbox', 'Confirm passphrase').fill(NEXT_PASSPHRASE);
    expect(finds(await markup())).toEqual([]);
    await dialog.by('button', 'Change').click();
    await dialog.gone(SLOW);
    await noteDataKey();
    expect(dataKeys[1]).not.toEqual(dataKeys[0]);
    await options.submitKey('Update Key', OTHER_KEY);
    await options.says('The new key works');
    expect(finds(await withoutSessionKey())).toEqual([]);
    expect(finds(await markup())).toEqual([]);
  });

  test('no answer to any message, right or wrong, and no announcement carries one', async () => {
    const messages = [
      { name: 'vault.state', payload: {} },
      { name: 'vault.unlock', payload: { passphrase: NEXT_PASSPHRASE } },
      { name: 'vault.unlock', payload: { passphrase: `${NEXT_PASSPHRASE}!` } },
      { name: 'vault.changePassphrase', payload: { current: PASSPHRASE, next: NEXT_PASSPHRASE } },
      { name: 'connection.save', payload: { key: KEY, passphrase: PASSPHRASE } },
      { name: 'connection.save', payload: { key: `${OTHER_KEY}…`, passphrase: null } },
      { name: 'connection.save', payload: { key: SAMPLE_KEYS.revoked, passphrase: null } },
      { name: 'connection.save', payload: { key: KEY } },
      { name: 'connection.guards', payload: {} },
      { name: 'refresh.start', payload: {} },
      { name: KEY, payload: PASSPHRASE },
    ];
    const answers = await inPage(
      options.page.page,
      async (all: object[]) => {
        interface Api {
          runtime: { sendMessage(message: object): Promise<unknown> };
        }
        const scope = globalThis as unknown as { browser?: Api; chrome: Api };
        const got: unknown[] = [];
        for (const message of all)
          got.push(await (scope.browser ?? scope.chrome).runtime.sendMessage(message).catch(String));
        return JSON.stringify(got);
      },
      messages,
    );
    expect(JSON.parse(answers)).toHaveLength(messages.length);
    expect(finds(answers)).toEqual([]);
    const heard = (
      await Promise.all([options.page, popup.page, ...(dashboard ? [dashboard] : [])].map(heardBy))
    ).join('');
    expect(heard.length).toBeGreaterThan(100);
    expect(finds(heard)).toEqual([]);
  });

  test('no console holds one', async () => {
    await inPage(options.page.page, () => console.log('said by a page'));
    await inBackground(world, options.page.page, (scope) => {
      (scope as unknown as { console: Console }).console.log('said by the background');
      return null;
    });
    const read = async () =>
      dumpOf(kind === 'firefox' ? await firefoxConsole(world, options.page.page) : consoles);
    await expect.poll(read).toContain('said by a page');
    await expect.poll(read).toContain('said by the background');
    const all = await read();
    expect(finds(all)).toEqual([]);
    expect(finds(dumpOf(await world.browser.problems()))).toEqual([]);
  });

  test('Stripe alone was sent a key, in one header', () => {
    expectOnlyReads(world.server, [KEY, OTHER_KEY, SAMPLE_KEYS.revoked]);
  });

  test('nothing of them is on the disk', async () => {
    const folder = kind === 'chromium' ? profile : firefoxProfile();
    expect(await onDisk(folder)).toEqual([]);
  });

  function firefoxProfile(): string {
    const args = options.page.page.browser().process()?.spawnargs ?? [];
    const folder = args[args.indexOf('--profile') + 1];
    if (!folder) throw new Error('Firefox runs without a profile.');
    return folder;
  }

  test('after Lock now no store holds any of them', async () => {
    await options.page.page.bringToFront();
    await options.lockNow();
    expect(finds(await world.browser.storageDump())).toEqual([]);
    expect(
      Object.keys(await world.browser.getStorage('session')).filter((name) => /^vault\./.test(name)),
    ).toEqual([]);
  });

  test('after Disconnect no store holds any of them, the last four characters included', async () => {
    await options.disconnect();
    const dump = await world.browser.storageDump();
    expect(finds(dump)).toEqual([]);
    expect(dump).not.toContain(OTHER_KEY.slice(-4));
    expect(dump).not.toMatch(/storage\.\w+ vault\t|indexedDB \S+ vault /);
    expect(dump).toContain('Acme');
  });

  const noticesAllowed = () =>
    inPage(options.page.page, () => {
      interface Api {
        permissions: { contains(permissions: object): Promise<boolean> };
      }
      const scope = globalThis as unknown as { browser?: Api; chrome: Api };
      return (scope.browser ?? scope.chrome).permissions.contains({ permissions: ['notifications'] });
    });

  test('after Forget everything nothing at all is left, also of a refresh that was under way', async () => {
    const hold = world.server.faults.hold(({ query }) => /limit=100\b/.test(query));
    await options.connect(KEY, PASSPHRASE);
    await noteDataKey();
    // Chromium asks for this in a window that cannot be clicked from here.
    if (kind === 'firefox') {
      await options.page.by('region', 'Notifications').by('checkbox', 'When a client becomes late').check();
      await expect.poll(noticesAllowed, SLOW).toBe(true);
    }
    await expect.poll(() => hold.waiting).toBeGreaterThan(0);
    await options.page.by('region', 'Data').by('button', 'Forget everything').click();
    const dialog = options.page.by('dialog', 'Forget everything?');
    await dialog.by('button', 'Forget everything').click();
    await dialog.gone(SLOW);
    hold.release();
    await options.page.by('region', 'Data').by('status').says('Everything was deleted', SLOW);
    // Whatever was still under way when it was forgotten must not write any more.
    for (let look = 0; look < 10; look += 1) {
      const left = (await world.browser.storageDump())
        .split('\n')
        .filter((line) => !/\tversion \d+$/.test(line));
      expect(left.map((line) => line.slice(0, 200))).toEqual([]);
    }
    await options.says('Not connected');
    expect(await world.browser.badge()).toBe('');
    expect(await noticesAllowed()).toBe(false);
  });

  test('nor on the disk, afterwards', async () => {
    const folder = kind === 'chromium' ? profile : firefoxProfile();
    expect(await onDisk(folder)).toEqual([]);
  });

  /** Files that hold a run of a secret, as text, UTF-16 or base64. Blocks that a database compressed are not seen. */
  async function onDisk(folder: string): Promise<string[]> {
    const secrets: [string, Buffer][] = [
      ['key', Buffer.from(KEY.slice(ACCOUNT))],
      ['other key', Buffer.from(OTHER_KEY.slice(ACCOUNT))],
      ['passphrase', Buffer.from(PASSPHRASE)],
      ['next passphrase', Buffer.from(NEXT_PASSPHRASE)],
      ...dataKeys.map((key, index): [string, Buffer] => [`data key ${index}`, Buffer.from(key)]),
    ];
    const forms = secrets.flatMap(([name, secret]) => {
      const all: [string, Buffer][] = [];
      for (let start = 0; start + 12 <= secret.length; start += 6) {
        const run = secret.subarray(start, start + 12);
        all.push(
          [`${name}+${start}`, run],
          [`${name}+${start} UTF-16`, Buffer.from(run.toString('latin1'), 'utf16le')],
        );
        for (const before of [0, 1, 2]) {
          const text = Buffer.concat([Buffer.alloc(before), run])
            .toString('base64')
            .replace(/=+$/, '');
          const inner = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + 12) * 8) / 6));
          all.push([`${name}+${start} base64`, Buffer.from(inner)]);
        }
      }
      return all;
    });
    const found: string[] = [];
    let files = 0;
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
      files += 1;
      for (const [name, bytes] of forms) if (content.includes(bytes)) found.push(`${name} in ${entry.name}`);
    }
    expect(files).toBeGreaterThan(10);
    return found;
  }
});
