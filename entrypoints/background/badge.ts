import { browser } from 'wxt/browser';
import type { Moment } from '../../lib/billing/model.ts';
import { portfolio } from '../../lib/billing/portfolio.ts';
import { readSettings } from '../../lib/store/meta.ts';
import type { Store } from '../../lib/store/open.ts';
import { readClientsView } from '../../lib/store/read-views.ts';
import { computeViews } from '../../lib/store/views.ts';

/** Red of the Late status on a light and a dark toolbar alike. */
const LATE = '#c92a2a';
const FAILED = '#6b7280';

/** The toolbar icon carries the number of late clients; "!" after a refresh that failed. */
export async function showBadge(
  store: Store,
  now: Moment['now'],
  calendar: Moment['calendar'],
  failed: boolean,
) {
  // Computed, not written, where it is missing: after "Forget everything" nothing may come back.
  const view = (await readClientsView(store)) ?? (await computeViews(store)).clients;
  const settings = await readSettings(store);
  const { counts } = portfolio(view.rows, {
    now,
    calendar,
    upcomingWindowDays: settings.upcomingWindowDays,
    lastRefresh: new Map(
      view.connections.flatMap((c) => (c.lastRefresh === null ? [] : [[c.id, c.lastRefresh] as const])),
    ),
  });
  await browser.action.setBadgeBackgroundColor({ color: failed ? FAILED : LATE });
  await browser.action.setBadgeText({ text: failed ? '!' : counts.late > 0 ? String(counts.late) : '' });
  return counts.late;
}
