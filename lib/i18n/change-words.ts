import type { Change, RefreshState } from '../model/refresh.ts';
import { currency, type MinorUnits } from '../model/units.ts';
import { readable } from '../text/readable.ts';
import { t } from './catalogues/changes.ts';
import { formats } from './formats.ts';

export function changesWords(state: RefreshState | null): string[] {
  if (state?.phase !== 'done') return [];
  const { drift = 0, unreadable = 0 } = state;
  return [
    ...(unreadable > 0 ? [t('unreadable', { count: unreadable })] : []),
    ...(drift > 0 ? [t('drift', { count: drift })] : []),
    ...state.changes.map(changeWords),
  ];
}

/** "Acme is now Late." "Borealis pays $300.00 more per month." */
export function changeWords(change: Change): string {
  const client = readable(change.client);
  if (change.kind === 'missing') return t('missing', { client });
  if (change.kind === 'reminder') return t('reminder', { client });
  if (change.kind === 'status') return t(`status.${change.to}`, { client });
  const { difference } = change;
  const amount = formats.money(Math.abs(difference) as MinorUnits, currency(change.currency));
  return t(difference < 0 ? 'less' : 'more', { client, amount });
}
