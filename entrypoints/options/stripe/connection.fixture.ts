import type { ConnectionId } from '../../../lib/model/ids.ts';
import type { Permissions } from '../../../lib/model/permissions.ts';
import { seconds } from '../../../lib/model/units.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';

export const ALL_PERMISSIONS: Permissions = {
  subscriptions: true,
  customers: true,
  invoices: true,
  prices: true,
  products: true,
  coupons: true,
  events: true,
  schedules: true,
};

/** A connected live account with a restricted key, for tests. */
export function connectionFixture(patch: Partial<ConnectionRecord> = {}): ConnectionRecord {
  return {
    id: 'acct_1:live' as ConnectionId,
    accountDigest: 'digest of acct_1',
    accountName: 'Acme Studio',
    mode: 'live',
    keyKind: 'restricted',
    keyHint: '9xQ2',
    connected: true,
    permissions: ALL_PERMISSIONS,
    generation: 1,
    eventsPosition: null,
    lastRefresh: seconds(1_794_000_000),
    lastFullRead: seconds(1_794_000_000),
    createdAt: seconds(1_790_000_000),
    ...patch,
  };
}
