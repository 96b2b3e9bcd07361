import type { SubscriptionId } from '../model/ids.ts';
import type { Permissions } from '../model/permissions.ts';
import type { Seconds } from '../model/units.ts';
import { isPermissions } from '../store/shapes/facts.ts';
import {
  count,
  finite,
  flag,
  list,
  nullable,
  oneOf,
  recordOf,
  shape,
  text,
  time,
} from '../store/shapes/guards.ts';
import type { End, Gap, Unread } from './reading/gaps.ts';

/** Raise when the shape changes, to discard checkpoints of older builds. */
const VERSION = 5;

export interface ListPosition {
  after: string | null;
  /** Its `created` in seconds: where to resume if Stripe has deleted the object. */
  oldest: number | null;
  done: boolean;
}

export const LIST_START: ListPosition = { after: null, oldest: null, done: false };

const FULL_READ_REASONS = [
  'first',
  'no-events',
  'permissions',
  'week',
  'position-too-old',
  'gap',
  'many-changes',
] as const;
export type FullReadReason = (typeof FULL_READ_REASONS)[number];

export interface EventsRead {
  /** `created` of the newest; null: the key may not read events. */
  position: Seconds | null;
  /** Ids of the newest events, which the next listing will contain again. */
  seen: string[];
}

export type FailedPayments = Record<string, Seconds>;

export interface FullWork {
  kind: 'everything';
  reason: FullReadReason;
  events: EventsRead;
  unread: Unread | null;
  /** Found on a page without all their items, so not stored yet. */
  large: SubscriptionId[];
  /** Ids named by events, so their changes are no drift; null: don't look for drift. */
  announced: { subscriptions: string[]; customers: string[] } | null;
  drift: number | null;
  failedPayments: FailedPayments;
}

export interface ChangesWork {
  kind: 'changes';
  events: EventsRead;
  subscriptions: SubscriptionId[];
  customers: { id: string; subscriptions: SubscriptionId[] }[];
  products: string[];
  prices: string[];
  gone: SubscriptionId[];
  planned: number;
  failedPayments: FailedPayments;
}

/** Stored as `RunRecord.walkers`. */
export interface Checkpoint {
  version: typeof VERSION;
  permissions: Permissions;
  objectsRead: number;
  invoices: ListPosition;
  coupons: ListPosition | null;
  absent: SubscriptionId[];
  /** Unreadable, or renewed but still naming the previous invoice: the next refresh reads them again. */
  awaiting: SubscriptionId[];
  /** Ids of subscriptions and invoices that can't be read, '' without an id. */
  unreadable: string[];
  work: FullWork | ChangesWork | null;
}

export function emptyCheckpoint(permissions: Permissions): Checkpoint {
  return {
    version: VERSION,
    permissions,
    objectsRead: 0,
    invoices: LIST_START,
    coupons: null,
    absent: [],
    awaiting: [],
    unreadable: [],
    work: null,
  };
}

const isFailedPayments = recordOf<Seconds>(time);

const isPosition = shape<ListPosition>({ after: nullable(text), oldest: nullable(time), done: flag });
const isEventsRead = shape<EventsRead>({ position: nullable(time), seen: list<string>(text) });
const isIds = list<SubscriptionId>(text);
const isTexts = list<string>(text);

const isEnd = shape<End>({ id: text, at: time, pageSpan: finite });
const isUnread = shape<Unread>({
  gaps: list(shape<Gap>({ top: isEnd, bottom: nullable(isEnd), floor: nullable(time) })),
  newest: time,
  pages: count,
  objects: count,
});

const isFullWork = shape<FullWork>({
  kind: oneOf(['everything']),
  reason: oneOf(FULL_READ_REASONS),
  events: isEventsRead,
  unread: nullable(isUnread),
  large: isIds,
  announced: nullable(
    shape<NonNullable<FullWork['announced']>>({ subscriptions: isTexts, customers: isTexts }),
  ),
  drift: nullable(count),
  failedPayments: isFailedPayments,
});

const isChangesWork = shape<ChangesWork>({
  kind: oneOf(['changes']),
  events: isEventsRead,
  subscriptions: isIds,
  customers: list(shape<ChangesWork['customers'][number]>({ id: text, subscriptions: isIds })),
  products: isTexts,
  prices: isTexts,
  gone: isIds,
  planned: count,
  failedPayments: isFailedPayments,
});

const isCheckpoint = shape<Checkpoint>({
  version: (value): value is typeof VERSION => value === VERSION,
  permissions: isPermissions,
  objectsRead: count,
  invoices: isPosition,
  coupons: nullable(isPosition),
  absent: isIds,
  awaiting: isIds,
  unreadable: isTexts,
  work: (value): value is Checkpoint['work'] => value === null || isFullWork(value) || isChangesWork(value),
});

/** null: none, damaged, or of another build or of a key with other permissions. */
export function checkpointIn(walkers: unknown, permissions: Permissions): Checkpoint | null {
  return isCheckpoint(walkers) && samePermissions(walkers.permissions, permissions) ? walkers : null;
}

export function samePermissions(a: Permissions, b: Permissions): boolean {
  return (Object.keys(a) as (keyof Permissions)[]).every((name) => a[name] === b[name]);
}

/** They are only counted, and each page copies them. */
const MOST_UNREADABLE = 500;

export function noteUnreadable(checkpoint: Checkpoint, ids: readonly string[]): void {
  for (const id of ids) {
    const isCounted = id !== '' && checkpoint.unreadable.includes(id);
    if (!isCounted && checkpoint.unreadable.length < MOST_UNREADABLE) checkpoint.unreadable.push(id);
  }
}

export function removeLarge(checkpoint: Checkpoint, id: SubscriptionId): void {
  const { work } = checkpoint;
  if (work?.kind === 'everything') work.large = work.large.filter((one) => one !== id);
}
