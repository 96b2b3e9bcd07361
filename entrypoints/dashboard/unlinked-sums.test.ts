import { expect, test } from 'vitest';
import type { ConnectionId, SubscriptionId } from '../../lib/model/ids.ts';
import { currency, type MinorUnits, seconds } from '../../lib/model/units.ts';
import type { SubscriptionOption } from '../../lib/store/db/schema.ts';
import { unlinkedSums } from './unlinked-sums.ts';

const NOW = seconds(1_795_000_000);

const option = (status: string, code: string, rounded: number | null): SubscriptionOption => ({
  connectionId: 'one' as ConnectionId,
  id: `sub_${status}_${code}_${rounded}` as SubscriptionId,
  customerId: 'cus_1',
  customer: 'Acme',
  email: null,
  product: 'Care',
  status,
  currency: currency(code),
  amounts: [],
  monthly: [
    rounded === null
      ? { until: null, exact: null, rounded }
      : { until: null, exact: String(rounded), rounded: rounded as MinorUnits },
  ],
  startDate: null,
});

test('counts what one click would add, with what is known of its revenue per currency', () => {
  const sums = unlinkedSums(
    [
      option('active', 'usd', 30_000),
      option('past_due', 'usd', 4_500),
      option('active', 'eur', 9_900),
      option('active', 'usd', null),
      option('incomplete', 'usd', 10_000),
    ],
    NOW,
  );
  expect(sums).toEqual({
    count: 4,
    monthly: [
      { currency: 'eur', amount: 9_900 },
      { currency: 'usd', amount: 34_500 },
    ],
  });
});
