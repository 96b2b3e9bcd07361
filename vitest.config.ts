import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { messagesPlugin } from './scripts/messages.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  plugins: [messagesPlugin()],
  resolve: { alias: { '@': root, 'wxt/browser': '@wxt-dev/webextension-polyfill/browser' } },
  test: {
    // In any order, but in the same one each time: what fails, fails again.
    sequence: { shuffle: true, seed: 20_261_122 },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          setupFiles: ['tests/support/seed.ts'],
          // A busy machine is not a failure.
          testTimeout: 30_000,
          include: [
            'lib/**/*.test.ts',
            'components/**/*.test.ts',
            'entrypoints/**/*.test.ts',
            'tests/stripe-server/**/*.test.ts',
            'tests/repository/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: { name: 'soak', include: ['tests/soak/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.e2e.ts'],
          // Each file has its own browsers, server and profile, and waits more than it computes.
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
