import { PAYMENT_STATUSES } from '../../model/client.ts';
import { MODES } from '../../model/connection.ts';
import { FAILURE_CODES, type Failure } from '../../model/failure.ts';
import { PERMISSIONS } from '../../model/permissions.ts';
import type { Change, RefreshState } from '../../model/refresh.ts';
import {
  count,
  currencyCode,
  finite,
  isObject,
  nullable,
  oneOf,
  optional,
  shape,
  text,
  timeMs,
} from './guards.ts';

const isStatus = oneOf(PAYMENT_STATUSES);

const isMissing = shape<Extract<Change, { kind: 'missing' }>>({ kind: oneOf(['missing']), client: text });
const isReminder = shape<Extract<Change, { kind: 'reminder' }>>({ kind: oneOf(['reminder']), client: text });
const isStatusChange = shape<Extract<Change, { kind: 'status' }>>({
  kind: oneOf(['status']),
  client: text,
  from: isStatus,
  to: isStatus,
});
const isAmountChange = shape<Extract<Change, { kind: 'amount' }>>({
  kind: oneOf(['amount']),
  client: text,
  currency: currencyCode,
  difference: finite,
});
export const isChange = (value: unknown): value is Change =>
  isMissing(value) || isReminder(value) || isStatusChange(value) || isAmountChange(value);

const isState = shape<Omit<RefreshState, 'failure' | 'changes' | 'drift' | 'unreadable'>>({
  phase: oneOf(['idle', 'running', 'done', 'failed', 'cancelled']),
  startedAt: timeMs,
  endedAt: nullable(timeMs),
  fraction: nullable(finite),
  objectsRead: count,
  requests: count,
});
const isCode = oneOf(FAILURE_CODES);
const isPermission = oneOf(PERMISSIONS);
const isOptionalCount = optional(count);
const isAccount = shape<NonNullable<NonNullable<Failure['detail']>['account']>>({
  name: nullable(text),
  mode: oneOf(MODES),
});

/** null: unreadable. Unknown failures become unexpected; unknown changes are left out. */
export function parseRefreshState(value: unknown): RefreshState | null {
  if (!isObject(value) || !isState(value)) return null;
  const { phase, startedAt, endedAt, fraction, objectsRead, requests, drift, unreadable } =
    value as RefreshState;
  const changes: unknown = Reflect.get(value, 'changes');
  return {
    phase,
    startedAt,
    endedAt,
    fraction: fraction === null ? null : Math.min(1, Math.max(0, fraction)),
    objectsRead,
    requests,
    failure: parseFailure(Reflect.get(value, 'failure')),
    changes: Array.isArray(changes) ? changes.filter(isChange) : [],
    ...(isOptionalCount(drift) && drift !== undefined ? { drift } : {}),
    ...(isOptionalCount(unreadable) && unreadable !== undefined ? { unreadable } : {}),
  };
}

const UNEXPECTED: Failure = { ok: false, code: 'unexpected' };

function parseFailure(value: unknown): Failure | null {
  if (value === null || value === undefined) return null;
  if (!isObject(value) || !isCode(value.code)) return UNEXPECTED;
  const detail = parseDetail(value.detail);
  return { ok: false, code: value.code, ...(detail ? { detail } : {}) };
}

function parseDetail(value: unknown): Failure['detail'] | null {
  if (!isObject(value)) return null;
  const { permission, seconds, accountName, mode, account } = value;
  const known: NonNullable<Failure['detail']> = {};
  if (isPermission(permission)) known.permission = permission;
  if (finite(seconds)) known.seconds = seconds;
  if (typeof accountName === 'string') known.accountName = accountName;
  if (mode === 'live' || mode === 'test') known.mode = mode;
  if (isAccount(account)) known.account = { name: account.name, mode: account.mode };
  return known;
}
