import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deriveHere } from '../../../lib/vault/derive.ts';
import { kdfOf, openDataKey, openEntries, parseEnvelope, unseal } from '../../../lib/vault/envelope.ts';
import { pepperName } from '../../../lib/vault/pepper.ts';
import { startStripeServer } from '../../stripe-server/http/server.ts';
import { SAMPLE_KEYS, sampleAccounts } from '../../stripe-server/samples/sample-account.ts';
import { builtPackage } from '../drivers/built.ts';
import { launch } from '../drivers/driver.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { inPage } from '../drivers/in-page.ts';
import { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';

const NEXT_PASSPHRASE = 'tapioca zeppelin hourglass';

/**
 * Somebody copies the profile after the key or the passphrase was changed or removed. They have every envelope that
 * was ever stored (databases do not erase: most are still in the files), every passphrase ever used, and every text in
 * the files that could be a pepper.
 */
inEveryBrowser('a copied profile', (kind) => {
  let options: OptionsPage;
  let profile: string;
  let stop: () => Promise<unknown> = async () => undefined;
  let getLocal: () => Promise<Record<string, unknown>>;
  const envelopes: unknown[] = [];
  const peppers: string[] = [];

  beforeAll(async () => {
    profile = await mkdtemp(join(tmpdir(), 'clientplug-profile-'));
    const server = await startStripeServer({ account: sampleAccounts(() => Math.floor(Date.now() / 1000)) });
    const browser = await launch({
      kind,
      server,
      extensionDir: builtPackage(kind),
      ...(kind === 'chromium' ? { profileDir: profile } : {}),
    });
    stop = () => browser.close().finally(() => server.close());
    getLocal = () => browser.getStorage('local');
    options = new OptionsPage(await browser.openPage('options'));
  });
  afterAll(async () => {
    await stop().catch(() => undefined);
    await rm(profile, { recursive: true, force: true });
  });

  /** Remembers the envelope and the pepper of this moment. */
  async function note(): Promise<void> {
    envelopes.push((await getLocal()).vault);
    const files = await inPage(options.page.page, async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('vault');
      const texts: string[] = [];
      for await (const [, handle] of folder as unknown as AsyncIterable<[string, FileSystemFileHandle]>)
        texts.push(await (await handle.getFile()).text());
      return texts;
    });
    expect(files).toHaveLength(1);
    peppers.push(JSON.parse(files[0] ?? '""') as string);
  }

  async function filesOfProfile(): Promise<Buffer[]> {
    const args = options.page.page.browser().process()?.spawnargs ?? [];
    const folder = kind === 'chromium' ? profile : (args[args.indexOf('--profile') + 1] ?? '');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(10);
    return Promise.all(
      files.map(({ parentPath, name }) => readFile(join(parentPath, name)).catch(() => Buffer.alloc(0))),
    );
  }

  /** The keys that the noted envelopes give with what is in the files now. */
  async function openAll(): Promise<{ keys: string[]; carved: number; peppersFound: number }> {
    const texts = (await filesOfProfile()).map((bytes) => bytes.toString('latin1'));
    const has = (text: string): boolean => texts.some((file) => file.includes(text));
    const candidates = new Map<string, Uint8Array>();
    for (const file of texts) {
      for (const [text] of file.matchAll(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=/g)) {
        const bytes = new Uint8Array(Buffer.from(text, 'base64'));
        candidates.set(await pepperName(bytes), bytes);
      }
    }
    const keys: string[] = [];
    let carved = 0;
    for (const value of envelopes) {
      const parsed = await parseEnvelope(value);
      if (!parsed.ok || parsed.stored.version !== 2) throw new Error('An envelope should be of version 2.');
      const { pepper, sealed } = parsed.stored;
      // Firefox compresses what it stores, which leaves short runs of random text as they are.
      if ([20, 60, 100, 140].some((at) => has(sealed.box.slice(at, at + 16)))) carved += 1;
      const bytes = candidates.get(pepper);
      const envelope = bytes ? unseal(parsed.stored, { name: pepper, bytes }) : null;
      if (envelope === null) continue;
      for (const passphrase of [PASSPHRASE, NEXT_PASSPHRASE]) {
        const dataKey = openDataKey(envelope, await deriveHere(passphrase, kdfOf(envelope)));
        if (dataKey) keys.push(...(openEntries(envelope, dataKey)?.values() ?? []));
      }
    }
    const found = { keys, carved, peppersFound: peppers.filter(has).length };
    console.log(
      `${kind}: ${carved} of ${envelopes.length} envelopes and ${found.peppersFound} of ${peppers.length} peppers are in the files`,
    );
    return found;
  }

  test('has the current key, for whoever knows the passphrase', async () => {
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    await note();
    expect(await openAll()).toMatchObject({ keys: [SAMPLE_KEYS.restricted], peppersFound: 1 });
  });

  test('after a new passphrase and a new key has no former one', async () => {
    await options.security.by('button', 'Change passphrase').click();
    const dialog = options.page.by('dialog', 'Change passphrase');
    await dialog.by('textbox', 'Current passphrase').fill(PASSPHRASE);
    await dialog.by('textbox', 'New passphrase').fill(NEXT_PASSPHRASE);
    await dialog.by('textbox', 'Confirm passphrase').fill(NEXT_PASSPHRASE);
    await dialog.by('button', 'Change').click();
    await dialog.gone(SLOW);
    await note();
    expect(await openAll()).toMatchObject({ keys: [SAMPLE_KEYS.restricted], peppersFound: 1 });
    await options.submitKey('Update Key', SAMPLE_KEYS.rotated);
    await options.says('The new key works');
    await note();
    expect(await openAll()).toMatchObject({ keys: [SAMPLE_KEYS.rotated], peppersFound: 1 });
  });

  test('after Disconnect has no key, and none after Forget everything', async () => {
    await options.disconnect();
    expect(await openAll()).toMatchObject({ keys: [], peppersFound: 0 });
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    await note();
    await options.page.by('region', 'Data').by('button', 'Forget everything').click();
    const dialog = options.page.by('dialog', 'Forget everything?');
    await dialog.by('button', 'Forget everything').click();
    await dialog.gone(SLOW);
    const found = await openAll();
    expect(found).toMatchObject({ keys: [], peppersFound: 0 });
    // What makes the pepper necessary: the databases still hold former envelopes.
    if (kind === 'chromium') expect(found.carved).toBeGreaterThan(0);
  });
});
