import { describe, expect, test } from 'vitest';
import { buildConnection } from '../../tests/support/build-connection.ts';
import { NOW } from '../../tests/support/virtual-time.ts';
import { seconds } from '../model/units.ts';
import { fullReadReason } from './plan.ts';

const DAY = 86_400;
const { permissions } = buildConnection();
const fed = (change: Parameters<typeof buildConnection>[0] = {}) =>
  buildConnection({
    eventsPosition: seconds(NOW - 3600),
    lastFullRead: seconds(NOW - DAY),
    feed: { seen: [], absent: [], permissions },
    ...change,
  });

describe('everything is read', () => {
  const { feed: _none, ...withoutFeed } = fed();
  test.each([
    ['the first time', fed({ lastFullRead: null }), 'first'],
    ['where nothing is shown yet', fed({ generation: 0 }), 'first'],
    [
      'without the permission for events',
      fed({ permissions: { ...permissions, events: false } }),
      'no-events',
    ],
    ['where the events could not be read last time', fed({ eventsPosition: null }), 'no-events'],
    ['with a key that has not read it yet', withoutFeed, 'permissions'],
    [
      'when the key may read more than it could',
      fed({ feed: { seen: [], absent: [], permissions: { ...permissions, invoices: false } } }),
      'permissions',
    ],
    ['a week after the last time', fed({ lastFullRead: seconds(NOW - 7 * DAY) }), 'week'],
    [
      'when the last time lies in the future: the clock was wrong',
      fed({ lastFullRead: seconds(NOW + 2 * DAY) }),
      'week',
    ],
    [
      'when the events since then may be gone',
      fed({ lastFullRead: seconds(NOW - DAY), eventsPosition: seconds(NOW - 30 * DAY) }),
      'position-too-old',
    ],
  ] as const)('%s', (_when, given, reason) => {
    expect(fullReadReason(given, NOW)).toBe(reason);
  });
});

test('else the events are asked', () => {
  expect(fullReadReason(fed(), NOW)).toBeNull();
  expect(fullReadReason(fed({ lastFullRead: seconds(NOW - 7 * DAY + 1) }), NOW)).toBeNull();
  expect(fullReadReason(fed({ eventsPosition: seconds(NOW - 29 * DAY) }), NOW)).toBeNull();
});
