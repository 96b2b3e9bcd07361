import type { ClientRecord } from '../../model/client.ts';
import { ACCOUNT_COLOURS } from '../../model/connection.ts';
import { PERMISSIONS, type Permissions } from '../../model/permissions.ts';
import type {
  Coupon,
  Customer,
  Discount,
  Price,
  PriceTerms,
  PriceTier,
  Schedule,
  SchedulePhase,
  SubscriptionItem,
} from '../../model/subscription.ts';
import type {
  ConnectionRecord,
  FeedState,
  InvoiceRecord,
  RequestRecord,
  RunRecord,
  SubscriptionRecord,
} from '../db/schema.ts';
import { isAddOn, isInvoice, isLink, isManual, isNames, isPermissions } from './facts.ts';
import {
  anything,
  count,
  currencyCode,
  decimal,
  finite,
  flag,
  isObject,
  list,
  nullable,
  oneOf,
  optional,
  orElse,
  recordOf,
  shape,
  text,
  time,
  timeMs,
  whole,
  yes,
} from './guards.ts';

/*
 * Repairs damaged records: keeps what the user typed and what holds a key as far as it is readable. Stripe's data
 * counts as never read, so the next refresh reads it again.
 */

/** null: even the id is unreadable. Other unreadable members are left empty. */
export function parseClient(record: unknown): ClientRecord | null {
  if (!isObject(record) || !text<ClientRecord['id']>(record.id)) return null;
  const { id, name, email, type, service, notes, links, manual, addOns } = record;
  return {
    id,
    name: orElse(name, text, ''),
    email: orElse(email, text, ''),
    type: orElse(type, text, ''),
    service: orElse(service, text, ''),
    notes: orElse(notes, text, ''),
    links: orElse(links, Array.isArray, []).filter(isLink),
    manual: orElse(manual, nullable(isManual), null),
    addOns: orElse(addOns, Array.isArray, []).filter(isAddOn),
    archivedAt: orElse(record.archivedAt, nullable(time<NonNullable<ClientRecord['archivedAt']>>), null),
    createdAt: orElse(record.createdAt, time<ClientRecord['createdAt']>, EPOCH),
    updatedAt: orElse(record.updatedAt, time<ClientRecord['updatedAt']>, EPOCH),
  };
}

const EPOCH = 0 as ClientRecord['createdAt'];
type Time = ConnectionRecord['createdAt'];

const isFeed = shape<FeedState>({
  seen: list<string>(text),
  absent: list(text),
  awaiting: optional(list(text)),
  permissions: isPermissions,
});

const isColour = oneOf(ACCOUNT_COLOURS);

export function parseConnection(record: unknown): ConnectionRecord | null {
  if (!isObject(record) || !text<ConnectionRecord['id']>(record.id)) return null;
  return {
    id: record.id,
    accountDigest: orElse(record.accountDigest, nullable(text<string>), null),
    accountName: orElse(record.accountName, nullable(text<string>), null),
    ...(typeof record.ownName === 'string' && record.ownName !== '' ? { ownName: record.ownName } : {}),
    ...(isColour(record.colour) ? { colour: record.colour } : {}),
    mode: record.mode === 'test' ? 'test' : 'live',
    keyKind: record.keyKind === 'secret' ? 'secret' : 'restricted',
    keyHint: orElse(record.keyHint, nullable(text<string>), null),
    ...(time<Time>(record.keySavedAt) ? { keySavedAt: record.keySavedAt } : {}),
    connected: record.connected === true,
    permissions: parsePermissions(record.permissions),
    generation: orElse(record.generation, count, 0),
    eventsPosition: orElse(record.eventsPosition, nullable(time<Time>), null),
    lastRefresh: orElse(record.lastRefresh, nullable(time<Time>), null),
    lastFullRead: orElse(record.lastFullRead, nullable(time<Time>), null),
    createdAt: orElse(record.createdAt, time<Time>, EPOCH),
    // Without a generation nothing is shown; an absent feed makes the next refresh read everything.
    ...(count(record.generation) && isFeed(record.feed) ? { feed: record.feed } : {}),
  };
}

/**
 * An unreadable permission counts as missing. No key is accepted without `subscriptions`, so that one is
 * granted.
 */
function parsePermissions(value: unknown): Permissions {
  const given = isObject(value) ? value : {};
  const permissions = Object.fromEntries(PERMISSIONS.map((name) => [name, given[name] === true]));
  // Records from before schedules were read do not say: they are tried, and a refusal loses nothing else.
  const schedules = given.schedules === undefined ? given.subscriptions === true : given.schedules === true;
  return { ...(permissions as Permissions), subscriptions: true, schedules };
}

export const isCoupon = shape<Coupon>({
  id: text,
  name: nullable(text),
  created: optional(nullable(time)),
  percentOff: nullable(finite),
  amountOff: recordOf(finite),
  duration: text,
  appliesTo: optional(nullable(list<string>(text))),
  unreadable: isNames,
});

const isDiscount = shape<Discount>({
  coupon: optional(isCoupon),
  unreadable: isNames,
  id: text,
  couponId: nullable(text),
  start: nullable(time),
  end: nullable(time),
});

const isPrice = shape<Price>({
  id: text,
  productId: text,
  nickname: nullable(text),
  currency: currencyCode,
  unitAmount: nullable(decimal),
  scheme: text,
  tiersMode: nullable(oneOf(['graduated', 'volume'])),
  recurring: nullable(shape<NonNullable<Price['recurring']>>({ interval: text, count, usage: text })),
  transform: nullable(
    shape<NonNullable<Price['transform']>>({ divideBy: count, round: oneOf(['up', 'down']) }),
  ),
  taxBehavior: nullable(oneOf(['inclusive', 'exclusive', 'unspecified'])),
});

const isTaxRates = list(
  shape<NonNullable<SubscriptionItem['taxRates']>[number]>({ percentage: finite, inclusive: flag }),
);

const isItem = shape<SubscriptionItem>({
  id: text,
  unreadable: isNames,
  billedUntil: optional(time),
  price: isPrice,
  quantity: nullable(whole),
  periodStart: nullable(time),
  periodEnd: nullable(time),
  trialEnd: nullable(time),
  discounts: list(isDiscount),
  taxRates: nullable(isTaxRates),
});

const isCustomer = shape<Customer>({
  id: text,
  name: nullable(text),
  email: nullable(text),
  deleted: flag,
  balance: optional(shape<NonNullable<Customer['balance']>>({ amount: whole, currency: currencyCode })),
  hasPaymentMethod: optional((value): value is false => value === false),
  unreadable: isNames,
});

const isPhase = shape<SchedulePhase>({
  start: time,
  end: time,
  currency: nullable(currencyCode),
  items: list(isItem),
  discounts: list(isDiscount),
  trialEnd: nullable(time),
  defaultTaxRates: nullable(isTaxRates),
  anchored: flag,
});

const isSchedule = shape<Schedule>({
  id: text,
  status: text,
  endBehavior: text,
  currentStart: nullable(time),
  phases: list(isPhase),
  unreadable: isNames,
});

export const isSubscriptionRecord = shape<SubscriptionRecord>({
  connectionId: text,
  generation: count,
  id: text,
  status: text,
  currency: currencyCode,
  customer: isCustomer,
  created: time,
  startDate: time,
  trialEnd: nullable(time),
  cancelAt: nullable(time),
  cancelAtPeriodEnd: flag,
  canceledAt: nullable(time),
  endedAt: nullable(time),
  pause: nullable(
    shape<NonNullable<SubscriptionRecord['pause']>>({ behavior: text, resumesAt: nullable(time) }),
  ),
  collectionMethod: text,
  automaticTax: flag,
  defaultTaxRates: isTaxRates,
  items: list(isItem),
  discounts: list(isDiscount),
  customerDiscount: nullable(isDiscount),
  latestInvoice: nullable(isInvoice),
  latestCycleInvoice: optional(nullable(isInvoice)),
  missingSince: nullable(time),
  unreadable: isNames,
  pausedBecause: optional(text<string>),
  daysUntilDue: optional(count),
  hasPaymentMethod: optional(yes),
  trialEndWithoutPaymentMethod: optional(text),
  scheduleId: optional(text<string>),
  schedule: optional(isSchedule),
});

export const isInvoiceRecord = (value: unknown): value is InvoiceRecord =>
  isInvoice(value) && isObject(value) && text(value.connectionId) && count(value.generation);

export const isProduct = shape<{ id: string; name: string }>({ id: text, name: text });

const isTier = shape<PriceTier>({
  upTo: nullable(whole),
  unitAmount: nullable(decimal),
  flatAmount: nullable(decimal),
});

type Terms = PriceTerms['byCurrency'][string];
export const isPriceTerms = shape<PriceTerms>({
  id: text,
  byCurrency: recordOf(
    shape<Terms>({
      unitAmount: nullable(decimal),
      tiers: nullable(list(isTier)),
      taxBehavior: nullable(oneOf(['inclusive', 'exclusive', 'unspecified'])),
    }),
  ),
});

export const isRun = shape<RunRecord>({
  connectionId: text,
  generation: count,
  startedAt: time,
  walkers: anything,
  requests: count,
});

export const isRequest = shape<RequestRecord>({
  id: text,
  at: timeMs,
  path: text,
  status: nullable(count),
  durationMs: finite,
  bytes: nullable(count),
  requestId: nullable(text),
  connectionId: nullable(text),
});
