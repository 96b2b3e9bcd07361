import { browser } from 'wxt/browser';
import type { Sum } from '../../lib/billing/owed.ts';
import { t } from '../../lib/i18n/catalogues/background.ts';
import { formats } from '../../lib/i18n/formats.ts';
import type { ClientId } from '../../lib/model/ids.ts';
import type { Settings } from '../../lib/model/settings.ts';
import type { ClientChange, PaymentNews } from '../../lib/refresh/what-changed.ts';
import { readable } from '../../lib/text/readable.ts';

/** A notification's id says what a click opens, since the background may have ended by then. */
const ONE_CLIENT = 'client:';
const MANY_CLIENTS = 'clients';
const NAMED = 5;

type Choices = Pick<Settings, 'notifyLate' | 'notifyPaid' | 'notifyAmounts'>;

interface Named extends PaymentNews {
  id: ClientId;
  name: string;
}

/** Shows at most one notification for all that a refresh brought. */
export async function notifyChanges(changes: readonly ClientChange[], choices: Choices): Promise<void> {
  const news = newsOf(changes).filter(({ kind }) =>
    kind === 'late' ? choices.notifyLate : choices.notifyPaid,
  );
  const [first] = news;
  if (first === undefined) return;
  if (!(await browser.permissions.contains({ permissions: ['notifications'] }))) return;
  await browser.notifications.create(news.length === 1 ? ONE_CLIENT + first.id : MANY_CLIENTS, {
    type: 'basic',
    iconUrl: new URL('/icon/128.png', self.location.href).href,
    ...wordsOf(news, choices.notifyAmounts),
  });
}

/** One per client: an account read later has the last word. */
function newsOf(changes: readonly ClientChange[]): Named[] {
  const byClient = new Map<ClientId, Named>();
  for (const { clientId, change, news } of changes)
    if (news) byClient.set(clientId, { ...news, id: clientId, name: readable(change.client) });
  return [...byClient.values()];
}

function wordsOf(news: readonly Named[], amounts: boolean): { title: string; message: string } {
  const late = news.filter(({ kind }) => kind === 'late');
  const paid = news.filter(({ kind }) => kind === 'paid');
  if (late.length > 0 && paid.length > 0)
    return {
      title: t('both.title', { late: late.length, paid: paid.length }),
      message: `${t('both.late', { names: namesOf(late, amounts) })}\n${t('both.paid', { names: namesOf(paid, amounts) })}`,
    };
  const kind = late.length > 0 ? 'late' : 'paid';
  const [first, ...others] = news;
  const title = t(`${kind}.title`, { count: news.length, client: first?.name ?? '' });
  if (first === undefined || others.length > 0) return { title, message: namesOf(news, amounts) };
  const { sums } = first;
  const message =
    amounts && sums.length > 0 ? t(`${kind}.amount`, { amount: sumWords(sums) }) : t(`${kind}.one`);
  return { title, message };
}

function namesOf(news: readonly Named[], amounts: boolean): string {
  const names = news
    .slice(0, NAMED)
    .map(({ name, sums }) =>
      amounts && sums.length > 0 ? t('with-amount', { client: name, amount: sumWords(sums) }) : name,
    )
    .join(', ');
  return news.length > NAMED ? t('and-more', { names }) : names;
}

const sumWords = (sums: readonly Sum[]): string =>
  sums.map(({ amount, currency }) => formats.money(amount, currency)).join(' + ');

/** Listens for clicks as soon as the browser has the API, which comes with the permission. */
export function listenToNotices(): void {
  const clicked = browser.notifications?.onClicked;
  if (clicked && !clicked.hasListener(openFromNotice)) clicked.addListener(openFromNotice);
}

/** Opens the client in the dashboard, in its tab if there is one. */
export async function openFromNotice(notice: string): Promise<void> {
  const dashboard = browser.runtime.getURL('/dashboard.html');
  const client = notice.startsWith(ONE_CLIENT) ? notice.slice(ONE_CLIENT.length) : null;
  const url = client === null ? dashboard : `${dashboard}#client=${encodeURIComponent(client)}`;
  await browser.notifications.clear(notice);
  const [tab] = await browser.tabs.query({ url: `${dashboard}*` }).catch(() => []);
  if (tab?.id === undefined) {
    await browser.tabs.create({ url });
    return;
  }
  await browser.tabs.update(tab.id, { active: true, ...(client === null ? {} : { url }) });
  if (tab.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
}

/** Shown notifications contain client names. */
export async function forgetNotices(): Promise<void> {
  // If the system can't list them, forget the rest anyway.
  const shown = await browser.notifications?.getAll().catch(() => ({}));
  for (const id of Object.keys(shown ?? {})) await browser.notifications.clear(id).catch(() => false);
  await browser.permissions.remove({ permissions: ['notifications'] }).catch(() => false);
}
