import type {
  AmountPart,
  AmountStep,
  ClientDigest,
  FigureNote,
  MonthlyStep,
  OpenInvoice,
  SubscriptionDigest,
} from '../../billing/digest.ts';
import type { Figure } from '../../billing/figures-by-field.ts';
import type { NamedInvoice } from '../../billing/reason.ts';
import { MODES } from '../../model/connection.ts';
import type { ConnectionSummary, SubscriptionOption } from '../db/schema.ts';
import { isAddOn, isInvoice, isLink, isManual } from './facts.ts';
import {
  count,
  currencyCode,
  finite,
  flag,
  isObject,
  list,
  nullable,
  oneOf,
  optional,
  shape,
  text,
  time,
  yes,
} from './guards.ts';

const isAmount = shape<AmountPart>({
  amount: nullable(finite),
  currency: currencyCode,
  interval: text,
  count: finite,
  usage: flag,
  taxIncluded: flag,
});

const isAmountStep = shape<AmountStep>({ until: time, amounts: list(isAmount) });

/** "250/3": what `fromText` of lib/billing/money.ts reads. */
const EXACT = /^-?\d{1,400}(?:\/[1-9]\d{0,399})?$/;
const isNotes = list<FigureNote>(text);

const isMonthlyStep = (value: unknown): value is MonthlyStep => {
  if (!isObject(value) || !nullable(time)(value.until) || !optional(isNotes)(value.notes)) return false;
  return value.exact === null
    ? value.rounded === null
    : typeof value.exact === 'string' && EXACT.test(value.exact) && typeof value.rounded === 'number';
};

const NAMED = { date: time, amount: finite, currency: currencyCode };
const isNamedInvoice = shape<NamedInvoice>(NAMED);
const isOpenInvoice = shape<OpenInvoice>({ ...NAMED, due: nullable(time) });

const isDigest = shape<SubscriptionDigest>({
  id: text,
  connectionId: text,
  customer: text,
  email: nullable(text),
  product: text,
  status: text,
  currency: currencyCode,
  startDate: nullable(time),
  trialEnd: nullable(time),
  endsAt: nullable(time),
  endedAt: nullable(time),
  pause: nullable(
    shape<NonNullable<SubscriptionDigest['pause']>>({ behavior: text, resumesAt: nullable(time) }),
  ),
  renewal: nullable(
    shape<NonNullable<SubscriptionDigest['renewal']>>({
      at: time,
      periodStart: time,
      days: optional(finite),
    }),
  ),
  renewalCharges: flag,
  openInvoices: list(isInvoice),
  latestInvoice: nullable(isInvoice),
  invoicesReadable: flag,
  amounts: list(isAmount),
  earlierAmounts: optional(list(isAmountStep)),
  monthly: list(isMonthlyStep),
  afterTrial: optional(nullable(finite)),
  notes: isNotes,
  missingSince: nullable(time),
  pausedBecause: optional(text<string>),
  coveredByCredit: optional(yes),
  daysUntilDue: optional(count),
  trialEndWithoutPaymentMethod: optional(text<string>),
  givesUpAt: optional(time),
  invoiceAwaitedSince: optional(time),
  changesAt: optional(time),
  oneOffInvoices: optional(list(isInvoice)),
  invoicesElsewhere: optional(list(isOpenInvoice)),
  hasSettledInvoice: optional(yes),
  credited: optional(isNamedInvoice),
  unreadable: optional(list<Figure>(text)),
});

export const isClientRow = shape<ClientDigest>({
  id: text,
  name: text,
  email: text,
  type: text,
  service: text,
  archived: flag,
  links: list(isDigest),
  unread: list(isLink),
  manual: nullable(isManual),
  addOns: list(isAddOn),
});

const isSummary = shape<ConnectionSummary>({
  id: text,
  accountName: nullable(text),
  mode: oneOf(MODES),
  connected: flag,
  lastRefresh: nullable(time),
});

export const isSummaries = list(isSummary);

export const isOption = shape<SubscriptionOption>({
  connectionId: text,
  id: text,
  customerId: text,
  customer: text,
  email: nullable(text),
  product: text,
  status: text,
  currency: currencyCode,
  amounts: list(isAmount),
  monthly: list(isMonthlyStep),
  startDate: nullable(time),
});
