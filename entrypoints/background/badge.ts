import { browser } from 'wxt/browser';
import type { AsOf } from '../../lib/billing/as-of.ts';
import { portfolio } from '../../lib/billing/portfolio.ts';
import { keepFirstScreen } from '../../lib/clients/first-screen.ts';
import type { Store } from '../../lib/store/db/open.ts';
import { readRevision } from '../../lib/store/db/write.ts';
import { readSettings } from '../../lib/store/records/settings.ts';
import { buildAsOf } from '../../lib/store/views/as-of.ts';
import { computeViews } from '../../lib/store/views/compute.ts';
import { readClientsView } from '../../lib/store/views/read.ts';

/** Red of the Late status on a light and a dark toolbar alike. */
const LATE = '#c92a2a';
const FAILED = '#6b7280';

/**
 * The toolbar icon carries the number of late clients; "!" after a refresh that failed. The figures that this takes are
 * kept for the popup.
 */
export async function showBadge(store: Store, now: AsOf['now'], calendar: AsOf['calendar'], failed: boolean) {
  // Computed, not written, where it is missing: after "Forget everything" nothing may come back.
  const revision = await readRevision(store);
  const stored = await readClientsView(store);
  const view = stored ?? (await computeViews(store)).clients;
  const settings = await readSettings(store);
  const asOf = buildAsOf({ now, calendar, settings, connections: view.connections });
  const figures = portfolio(view.rows, asOf);
  const { counts } = figures;
  if (stored)
    await keepFirstScreen(store, { figures, connections: view.connections, settings, asOf, revision });
  await browser.action.setBadgeBackgroundColor({ color: failed ? FAILED : LATE });
  await browser.action.setBadgeText({ text: failed ? '!' : counts.late > 0 ? String(counts.late) : '' });
  return counts.late;
}
