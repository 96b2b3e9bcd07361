import { browser } from 'wxt/browser';
import type { AsOf } from '../../lib/billing/as-of.ts';
import { type Portfolio, portfolio } from '../../lib/billing/portfolio.ts';
import { keepFirstScreen } from '../../lib/clients/first-screen.ts';
import type { Settings } from '../../lib/model/settings.ts';
import type { Store } from '../../lib/store/db/open.ts';
import type { ClientsView } from '../../lib/store/db/schema.ts';
import { readRevision } from '../../lib/store/db/write.ts';
import { readSettings } from '../../lib/store/records/settings.ts';
import { buildAsOf } from '../../lib/store/views/as-of.ts';
import { computeViews } from '../../lib/store/views/compute.ts';
import { readClientsView } from '../../lib/store/views/read.ts';

export interface BadgeState {
  late: number;
  /** The last refresh failed, so the number may be old. */
  failed: boolean;
}

/** Readable on light and dark toolbars. */
const LATE_COLOR = '#c92a2a';
const FAILED_COLOR = '#6b7280';

interface CurrentFigures {
  figures: Portfolio;
  view: ClientsView;
  /** false: just computed, the store holds no view. */
  isStored: boolean;
  settings: Settings;
  asOf: AsOf;
  /** Read before the view: a change in between then makes the cache stale, not wrong. */
  revision: number;
}

export async function readFigures(
  store: Store,
  now: AsOf['now'],
  calendar: AsOf['calendar'],
): Promise<CurrentFigures> {
  const revision = await readRevision(store);
  const stored = await readClientsView(store);
  // Computed but not written: after "Forget everything" nothing may come back.
  const view = stored ?? (await computeViews(store)).clients;
  const settings = await readSettings(store);
  const asOf = buildAsOf({ now, calendar, settings, connections: view.connections });
  return { figures: portfolio(view.rows, asOf), view, isStored: stored !== null, settings, asOf, revision };
}

export const countLate = ({ figures }: CurrentFigures): number => figures.counts.late;

export async function keepForPopup(store: Store, current: CurrentFigures): Promise<void> {
  const { figures, view, isStored, settings, asOf, revision } = current;
  const { connections } = view;
  if (isStored) await keepFirstScreen(store, { figures, connections, settings, asOf, revision });
}

export async function paintBadge({ late, failed }: BadgeState): Promise<void> {
  const text = late > 0 ? String(late) : failed ? '!' : '';
  await browser.action.setBadgeBackgroundColor({ color: failed ? FAILED_COLOR : LATE_COLOR });
  await browser.action.setBadgeText({ text });
}
