import { useEffect, useState } from 'react';
import { systemCalendar } from '../../lib/billing/calendar.ts';
import type { ClientsData } from '../../lib/clients/clients-data.ts';
import type { StatusFilter } from '../../lib/clients/order.ts';
import { send } from '../../lib/messaging/send.ts';
import { useRefresh } from '../shell/use-refresh.ts';
import { useVault } from '../shell/use-vault.ts';
import { useClientActions } from './use-client-actions.ts';
import { useClientList } from './use-client-list.ts';

export type ClientsScreen = ReturnType<typeof useClientsScreen>;

/** State shared by the popup and the dashboard. */
export function useClientsScreen(data: ClientsData, reload: () => Promise<void>) {
  const [calendar] = useState(systemCalendar);
  const [query, setQuery] = useState('');
  const [filter, setFilter] = useState<StatusFilter>('all');
  const { vault, reloadVault } = useVault();
  const refresh = useRefresh(data.refresh, reload, { vault, reloadVault });
  // Once the background has answered: it is awake then, and the list is painted.
  const isAnswered = vault !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the setting counts when the page opens
  useEffect(() => {
    if (isAnswered && data.settings.refreshAge > 0) void send('refresh.opened', {});
  }, [isAnswered]);
  const list = useClientList(data, calendar, { query, filter });
  const currency = list.mrr[0]?.currency ?? 'usd';
  const actions = useClientActions(data.store, currency);
  return {
    data,
    vault,
    refresh,
    list,
    currency,
    actions,
    search: {
      query,
      setQuery,
      filter,
      setFilter,
      clear: () => {
        setQuery('');
        setFilter('all');
      },
    },
    hasClients: list.figures.rows.length > 0,
  };
}
