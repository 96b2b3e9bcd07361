import { defineConfig } from 'wxt';
import { messagesPlugin } from './scripts/messages.ts';
import { collectNotices } from './scripts/notices.ts';

/** The only host the extension may ever reach; also the only one in the CSP. */
const STRIPE_API = 'https://api.stripe.com';

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  `connect-src ${STRIPE_API}`,
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const notices = collectNotices();

/** Only tests build it: sentences in no language, in a folder of its own (tests/e2e/words). */
const pseudo = process.env.CLIENTPLUG_PSEUDO_LOCALE === '1';

export default defineConfig({
  modules: ['@wxt-dev/module-react', '@wxt-dev/webextension-polyfill'],
  // Every name has a visible import: a file can be read alone.
  imports: false,
  outDir: pseudo ? 'artifacts/pseudo-locale' : '.output',
  manifestVersion: 3,
  targetBrowsers: ['chrome', 'firefox'],
  manifest: ({ browser }) => ({
    default_locale: 'en',
    name: '__MSG_name__',
    short_name: 'ClientPlug',
    description: '__MSG_description__',
    // Firefox gives a private window no storage of its own: every page would wait for ever.
    incognito: 'not_allowed',
    permissions: [
      'storage',
      'unlimitedStorage',
      'contextMenus',
      'alarms',
      'idle',
      'declarativeNetRequestWithHostAccess',
    ],
    optional_permissions: ['notifications'],
    host_permissions: [`${STRIPE_API}/*`],
    content_security_policy: { extension_pages: CONTENT_SECURITY_POLICY },
    action: { default_title: 'ClientPlug' },
    commands: {
      refresh: {
        suggested_key: { default: 'Alt+Shift+R' },
        description: '__MSG_refresh__',
      },
    },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'clientplug@clientplug.app',
              strict_min_version: '142.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }
      : { minimum_chrome_version: '120' }),
  }),
  // What a reviewer of the Firefox store rebuilds from: the sources and how they are installed, not what tests and
  // benchmarks leave behind.
  zip: { includeSources: ['.npmrc'], excludeSources: ['artifacts/**', 'coverage/**'] },
  hooks: { 'build:done': ({ config }) => notices.write(config.outDir) },
  vite: () => ({
    plugins: [messagesPlugin({ pseudo }), notices.plugin],
    // Both browsers know modulepreload.
    build: { target: 'es2022', sourcemap: false, modulePreload: { polyfill: false } },
  }),
});
