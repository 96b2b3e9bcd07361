import type { AddOn, ManualFigures } from '../../model/client.ts';
import { MANUAL_STATUSES } from '../../model/client.ts';
import type { Link } from '../../model/ids.ts';
import { PERMISSIONS, type Permission, type Permissions } from '../../model/permissions.ts';
import type { Invoice } from '../../model/subscription.ts';
import {
  count,
  currencyCode,
  flag,
  list,
  nullable,
  oneOf,
  optional,
  shape,
  text,
  time,
  whole,
  yes,
} from './guards.ts';

export const isPermissions = shape<Permissions>(
  Object.fromEntries(PERMISSIONS.map((name) => [name, flag])) as Record<Permission, typeof flag>,
);

export const isLink = shape<Link>({ connectionId: text, subscriptionId: text });

export const isManual = shape<ManualFigures>({
  status: nullable(oneOf(MANUAL_STATUSES)),
  monthly: nullable(shape<NonNullable<ManualFigures['monthly']>>({ amount: whole, currency: currencyCode })),
  nextBilling: nullable(text),
});

export const isAddOn = shape<AddOn>({ label: text, amount: whole, currency: currencyCode });

export const isNames = optional(list<string>(text));

export const isInvoice = shape<Invoice>({
  id: text,
  subscriptionId: nullable(text),
  customerId: nullable(text),
  status: text,
  currency: currencyCode,
  total: whole,
  amountRemaining: whole,
  subtotal: whole,
  subtotalExcludingTax: nullable(whole),
  created: time,
  finalizedAt: nullable(time),
  dueDate: nullable(time),
  nextPaymentAttempt: nullable(time),
  attempted: flag,
  attemptCount: count,
  autoAdvance: flag,
  collectionMethod: text,
  billingReason: nullable(text),
  number: nullable(text),
  unreadable: isNames,
  automaticTax: optional(flag),
  finalizationFailed: optional(yes),
  uncollectibleReason: optional(text<string>),
  creditedAfterPayment: optional(whole),
  paymentFailedAt: optional(time),
});
