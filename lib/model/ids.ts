import type { Brand } from './units.ts';

export type ClientId = Brand<string, 'ClientId'>;
/** One Stripe account in one mode (live or test). */
export type ConnectionId = Brand<string, 'ConnectionId'>;
export type SubscriptionId = Brand<string, 'SubscriptionId'>;

export interface Link {
  connectionId: ConnectionId;
  subscriptionId: SubscriptionId;
}

/** For maps and sets. Neither id can contain a line break. */
export const linkKey = ({ connectionId, subscriptionId }: Link): string =>
  `${connectionId}\n${subscriptionId}`;
