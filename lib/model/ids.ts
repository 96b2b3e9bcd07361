import type { Brand } from './units.ts';

export type ClientId = Brand<string, 'ClientId'>;
/** One Stripe account in one mode (live or test). */
export type ConnectionId = Brand<string, 'ConnectionId'>;
export type SubscriptionId = Brand<string, 'SubscriptionId'>;

/** A client's link to one subscription of one connection. */
export interface Link {
  connectionId: ConnectionId;
  subscriptionId: SubscriptionId;
}

/** A link as one string, for maps and sets. Neither id can hold a line break. */
export const linkKey = ({ connectionId, subscriptionId }: Link): string =>
  `${connectionId}\n${subscriptionId}`;
