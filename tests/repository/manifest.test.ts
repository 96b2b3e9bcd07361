import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtPackage } from '../e2e/drivers/built.ts';
import { BROWSERS } from '../e2e/drivers/driver.ts';

/** The manifest is the list of what the extension may do: nothing comes or goes without this test saying so. */

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src https://api.stripe.com; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const PERMISSIONS = [
  'alarms',
  'contextMenus',
  'declarativeNetRequestWithHostAccess',
  'idle',
  'storage',
  'unlimitedStorage',
];

const COMMON_KEYS = [
  'action',
  'background',
  'commands',
  'content_security_policy',
  'default_locale',
  'description',
  'host_permissions',
  'icons',
  'incognito',
  'manifest_version',
  'name',
  'optional_permissions',
  'options_ui',
  'permissions',
  'short_name',
  'version',
];

const OWN_KEYS = { chromium: ['minimum_chrome_version'], firefox: ['browser_specific_settings'] } as const;

describe.each(BROWSERS)('manifest for %s', (kind) => {
  const read = (): Record<string, unknown> =>
    JSON.parse(readFileSync(`${builtPackage(kind)}/manifest.json`, 'utf8')) as Record<string, unknown>;

  test('has no key that is not meant (no content scripts, nothing web-accessible, nothing connectable)', () => {
    const meant = new Set<string>([...COMMON_KEYS, ...OWN_KEYS[kind]]);
    expect(Object.keys(read()).filter((key) => !meant.has(key))).toEqual([]);
  });

  test('asks for exactly these permissions and this host', () => {
    const manifest = read();
    expect([...(manifest.permissions as string[])].sort()).toEqual(PERMISSIONS);
    expect(manifest.host_permissions).toEqual(['https://api.stripe.com/*']);
    expect(manifest.optional_permissions).toEqual(['notifications']);
    expect(manifest).not.toHaveProperty('optional_host_permissions');
  });

  test('stays out of private windows, and names no address that nobody owns', () => {
    expect(read()).toMatchObject({ incognito: 'not_allowed' });
    expect(read()).not.toHaveProperty('homepage_url');
  });

  test('has exactly this content security policy', () => {
    expect(read().content_security_policy).toEqual({ extension_pages: CONTENT_SECURITY_POLICY });
  });

  test('has its words from _locales, all of them and no more', () => {
    const manifest = read();
    const locale = `${builtPackage(kind)}/_locales/${manifest.default_locale}/messages.json`;
    const messages = JSON.parse(readFileSync(locale, 'utf8')) as Record<string, { message: string }>;
    const named = [...JSON.stringify(manifest).matchAll(/__MSG_(\w+)__/g)].map(([, key]) => key);
    expect(named.sort()).toEqual(Object.keys(messages).sort());
    expect(manifest).toMatchObject({ name: '__MSG_name__', description: '__MSG_description__' });
    expect(messages.name?.message).toBe('ClientPlug');
    // The stores' limit.
    expect(messages.description?.message.length).toBeLessThanOrEqual(132);
  });

  test('is version 3, with popup, options in a tab, and the refresh command', () => {
    const manifest = read();
    expect(manifest.manifest_version).toBe(3);
    expect(manifest.action).toMatchObject({ default_popup: 'popup.html' });
    expect(manifest.options_ui).toEqual({ page: 'options.html', open_in_tab: true });
    expect(manifest.commands).toMatchObject({ refresh: { suggested_key: { default: 'Alt+Shift+R' } } });
    expect(Object.keys(manifest.commands as object)).toEqual(['refresh']);
  });
});

test('Firefox: one id, no data collected', () => {
  const manifest = JSON.parse(readFileSync(`${builtPackage('firefox')}/manifest.json`, 'utf8')) as object;
  expect(manifest).toMatchObject({
    browser_specific_settings: {
      gecko: { id: 'clientplug@clientplug.app', data_collection_permissions: { required: ['none'] } },
    },
  });
});
