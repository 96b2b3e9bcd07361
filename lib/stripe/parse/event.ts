import type { Seconds } from '../../model/units.ts';
import { at, hopeless, identify, idOrObject, type Parsed, readOne, time, word } from './raw.ts';

/** As many types as one request may name. docs/events.md gives the reason for each. */
export const EVENT_TYPES = [
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'subscription_schedule.created',
  'subscription_schedule.updated',
  'subscription_schedule.released',
  'invoice.finalized',
  'invoice.finalization_failed',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.voided',
  'invoice.marked_uncollectible',
  'invoice.updated',
  'invoice.deleted',
  'customer.updated',
  'customer.deleted',
  'product.updated',
  'price.updated',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** Ids only: objects are read again, never taken from the payload. */
export interface ChangedIds {
  eventId: string;
  type: string;
  created: Seconds;
  subscriptionIds: string[];
  invoiceIds: string[];
  customerIds: string[];
  productIds: string[];
  priceIds: string[];
}

/** Fails without id, type or date. An unknown type names no ids. */
export function parseEvent(raw: unknown): Parsed<{ changed: ChangedIds }> {
  const identified = identify(raw, 'event');
  if (!identified.ok) return identified;
  const type = readOne(word, at(raw, 'type'));
  const created = readOne(time, at(raw, 'created'));
  if (type === null || created === null) return hopeless('incomplete');
  return {
    ok: true,
    changed: { eventId: identified.id, type, created, ...idsOf(at(at(raw, 'data'), 'object')) },
  };
}

type Ids = Pick<ChangedIds, 'subscriptionIds' | 'invoiceIds' | 'customerIds' | 'productIds' | 'priceIds'>;

/** Decides by payload, not by event name, so it covers future types. */
function idsOf(object: unknown): Ids {
  const own = idsIn(object, 'id');
  const none: Ids = { subscriptionIds: [], invoiceIds: [], customerIds: [], productIds: [], priceIds: [] };
  switch (at(object, 'object')) {
    case 'subscription':
      return { ...none, subscriptionIds: own };
    case 'invoice': {
      const details = at(at(object, 'parent'), 'subscription_details');
      const subscriptionIds = [
        ...new Set([...idsIn(details, 'subscription'), ...idsIn(object, 'subscription')]),
      ];
      return { ...none, invoiceIds: own, subscriptionIds };
    }
    case 'customer':
      return { ...none, customerIds: own };
    case 'discount': {
      // A subscription's discount changes that one; a customer's changes all of the customer's.
      const subscriptionIds = idsIn(object, 'subscription');
      return {
        ...none,
        subscriptionIds,
        customerIds: subscriptionIds.length > 0 ? [] : idsIn(object, 'customer'),
      };
    }
    case 'subscription_schedule': {
      const released = idsIn(object, 'released_subscription');
      return { ...none, subscriptionIds: [...new Set([...idsIn(object, 'subscription'), ...released])] };
    }
    case 'product':
      return { ...none, productIds: own };
    case 'price':
      return { ...none, priceIds: own };
    default:
      return none;
  }
}

function idsIn(object: unknown, name: string): string[] {
  const found = readOne(idOrObject, at(object, name));
  return found === null ? [] : [found];
}
