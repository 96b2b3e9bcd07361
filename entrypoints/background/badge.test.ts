import { beforeEach, expect, test, vi } from 'vitest';
import { systemCalendar } from '../../lib/billing/calendar.ts';
import { emptyStore } from '../../lib/store/db/store.fixture.ts';
import { NOW } from '../../tests/support/virtual-time.ts';
import { countLate, keepForPopup, paintBadge, readFigures } from './badge.ts';

const shown = vi.hoisted(() => ({ text: 'before', color: '' }));
vi.mock('wxt/browser', () => ({
  browser: {
    action: {
      setBadgeBackgroundColor: async ({ color }: { color: string }) => {
        shown.color = color;
      },
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
  const current = await readFigures(store, NOW, systemCalendar());
  await keepForPopup(store, current);
  await paintBadge({ late: countLate(current), failed: false });
  expect(shown.text).toBe('');
  for (const name of store.objectStoreNames) expect(await store.count(name), name).toBe(0);
});

test('the badge shows the number of late clients in red', async () => {
  await paintBadge({ late: 3, failed: false });
  expect(shown).toEqual({ text: '3', color: '#c92a2a' });
  await paintBadge({ late: 0, failed: false });
  expect(shown.text).toBe('');
});

test('after a refresh that failed it keeps the number, in grey; without one it is a !', async () => {
  await paintBadge({ late: 3, failed: true });
  expect(shown).toEqual({ text: '3', color: '#6b7280' });
  await paintBadge({ late: 0, failed: true });
  expect(shown).toEqual({ text: '!', color: '#6b7280' });
});
