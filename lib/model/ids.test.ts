import { expect, test } from 'vitest';
import { type ConnectionId, type Link, linkKey, type SubscriptionId } from './ids.ts';

const link = (connectionId: string, subscriptionId: string): Link => ({
  connectionId: connectionId as ConnectionId,
  subscriptionId: subscriptionId as SubscriptionId,
});

test('links to the same subscription share a key; ids repeat between accounts and modes', () => {
  const keys = [link('a', 'sub_1'), link('a', 'sub_1'), link('b', 'sub_1'), link('a', 'sub_2')].map(linkKey);
  expect(new Set(keys).size).toBe(3);
});
