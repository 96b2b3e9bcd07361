import { useEffect, useState } from 'react';
import { systemCalendar } from '../../../lib/billing/calendar.ts';
import { portfolio } from '../../../lib/billing/portfolio.ts';
import type { ClientsResult } from '../../../lib/clients/clients-data.ts';
import { readClientsData } from '../../../lib/clients/clients-data.ts';
import { mainFirst } from '../../../lib/clients/first-screen.ts';
import { followClients } from '../../../lib/clients/follow-clients.ts';
import { nowSeconds } from '../../../lib/clients/now.ts';
import type { Currency } from '../../../lib/model/units.ts';
import { buildAsOf } from '../../../lib/store/views/as-of.ts';

/** The currencies of MRR, that of most clients first; null: not read yet. */
export function useCurrenciesInUse(): readonly Currency[] | null {
  const [result, setResult] = useState<ClientsResult | null>(null);
  useEffect(() => {
    const following = followClients(readClientsData('whole'), setResult);
    return () => following.stop();
  }, []);
  if (result === null) return null;
  // Without clients there is no currency; the pages that show them say what is wrong.
  if (!result.ok) return [];
  const { settings, view } = result.data;
  const { connections } = view;
  const asOf = buildAsOf({ now: nowSeconds(), calendar: systemCalendar(), settings, connections });
  return mainFirst(portfolio(view.rows, asOf)).map(({ currency }) => currency);
}
