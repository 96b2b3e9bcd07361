import { beforeEach, expect, test, vi } from 'vitest';
import { systemCalendar } from '../../lib/billing/calendar.ts';
import { emptyStore, NOW } from '../../lib/store/db/store.fixture.ts';
import { showBadge } from './badge.ts';

const shown = vi.hoisted(() => ({ text: 'before' }));
vi.mock('wxt/browser', () => ({
  browser: {
    action: {
      setBadgeBackgroundColor: async () => undefined,
      setBadgeText: async ({ text }: { text: string }) => {
        shown.text = text;
      },
    },
  },
}));

beforeEach(() => {
  shown.text = 'before';
});

test('the badge of an emptied store is empty, and so is the store afterwards', async () => {
  const store = await emptyStore();
  await showBadge(store, NOW, systemCalendar(), false);
  expect(shown.text).toBe('');
  for (const name of store.objectStoreNames) expect(await store.count(name), name).toBe(0);
});
