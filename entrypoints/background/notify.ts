import { browser } from 'wxt/browser';
import { t } from '../../lib/i18n/catalogues/background.ts';
import { becameLate, type ClientChange } from '../../lib/refresh/what-changed.ts';
import { readable } from '../../lib/text/readable.ts';

const NOTICE = 'late';
const NAMED = 5;

export async function notifyBecameLate(changes: readonly ClientChange[]): Promise<void> {
  const names = becameLate(changes).map(readable);
  if (names.length === 0) return;
  if (!(await browser.permissions.contains({ permissions: ['notifications'] }))) return;
  const first = names.slice(0, NAMED).join(', ');
  await browser.notifications.create(NOTICE, {
    type: 'basic',
    iconUrl: new URL('/icon/128.png', self.location.href).href,
    title: t('late.title', { count: names.length, client: names[0] ?? '' }),
    message: names.length > NAMED ? t('late.and-more', { names: first }) : first,
  });
}

/** Shown notifications contain client names. */
export async function forgetNotices(): Promise<void> {
  // If the system can't list them, forget the rest anyway.
  await browser.notifications?.clear(NOTICE).catch(() => false);
  await browser.permissions.remove({ permissions: ['notifications'] }).catch(() => false);
}
