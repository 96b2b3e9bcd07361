import type { ConnectionId } from '../../lib/model/ids.ts';
import { PERMISSIONS, type Permissions } from '../../lib/model/permissions.ts';
import type { ConnectionRecord } from '../../lib/store/db/schema.ts';
import { NOW } from './virtual-time.ts';

export const ACCOUNT = 'conn-1' as ConnectionId;

export const ALL_PERMISSIONS = Object.fromEntries(
  PERMISSIONS.map((permission) => [permission, true]),
) as Permissions;

/** A connected live account with a restricted key that may read everything, refreshed just now. */
export const buildConnection = (change: Partial<ConnectionRecord> = {}): ConnectionRecord => ({
  id: ACCOUNT,
  accountDigest: 'digest of acct_1',
  accountName: 'Acme Studio',
  mode: 'live',
  keyKind: 'restricted',
  keyHint: 'abcd',
  connected: true,
  permissions: ALL_PERMISSIONS,
  generation: 1,
  eventsPosition: null,
  lastRefresh: NOW,
  lastFullRead: NOW,
  createdAt: NOW,
  ...change,
});
