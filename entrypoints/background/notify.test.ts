import { beforeEach, expect, test, vi } from 'vitest';
import type { ClientChange } from '../../lib/refresh/what-changed.ts';
import { forgetNotices, notifyBecameLate } from './notify.ts';

const desktop = vi.hoisted(() => ({
  shown: new Map<string, { title: string; message: string }>(),
  allowed: true,
  broken: false,
}));
vi.mock('wxt/browser', () => ({
  browser: {
    notifications: {
      create: async (id: string, notice: { title: string; message: string }) => {
        desktop.shown.set(id, notice);
      },
      clear: async (id: string) => {
        if (desktop.broken) throw new Error('no such service');
        return desktop.shown.delete(id);
      },
    },
    permissions: {
      contains: async () => desktop.allowed,
      remove: async () => {
        desktop.allowed = false;
        return true;
      },
    },
  },
}));

beforeEach(() => {
  vi.stubGlobal('self', { location: { href: 'chrome-extension://abcdef/background.js' } });
  desktop.shown.clear();
  desktop.allowed = true;
  desktop.broken = false;
});

const late = (...names: string[]) =>
  names.map((client) => ({ change: { kind: 'status', client, from: 'paid', to: 'late' } }) as ClientChange);

test('a name says what it is and bends nothing around it', async () => {
  await notifyBecameLate(late('Refund \u202e00.9$\r\n<b>Acme</b>'));
  expect(desktop.shown.get('late')).toMatchObject({ title: 'Refund 00.9$ <b>Acme</b> is now late' });
});

test('many names are a number and the first five', async () => {
  await notifyBecameLate(late('A', 'B', 'C', 'D', 'E', 'F'));
  expect(desktop.shown.get('late')).toMatchObject({
    title: '6 clients are now late',
    message: 'A, B, C, D, E …',
  });
});

test('nothing is shown where nobody became late, or the permission is gone', async () => {
  await notifyBecameLate([]);
  desktop.allowed = false;
  await notifyBecameLate(late('A'));
  expect(desktop.shown.size).toBe(0);
});

test('Forget everything takes back what is shown and the permission, even where the system does not answer', async () => {
  await notifyBecameLate(late('A'));
  await forgetNotices();
  expect(desktop.shown.size).toBe(0);
  expect(desktop.allowed).toBe(false);

  desktop.allowed = true;
  desktop.broken = true;
  await forgetNotices();
  expect(desktop.allowed).toBe(false);
});
