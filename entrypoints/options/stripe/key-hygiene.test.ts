import { expect, test } from 'vitest';
import { seconds } from '../../../lib/model/units.ts';
import { buildConnection } from '../../../tests/support/build-connection.ts';
import { ROTATE_AFTER_DAYS, rotationDue } from './key-hygiene.ts';

const NOW = seconds(1_794_000_000);
const ago = (days: number) => seconds(NOW - days * 86_400);

test.each([
  ['saved today', { keySavedAt: NOW }, null],
  ['a day before the time', { keySavedAt: ago(ROTATE_AFTER_DAYS - 1) }, null],
  ['on the day', { keySavedAt: ago(ROTATE_AFTER_DAYS) }, ago(ROTATE_AFTER_DAYS)],
  ['replaced yesterday in an old connection', { keySavedAt: ago(1), createdAt: ago(900) }, null],
  ['of a record from before this was kept', { createdAt: ago(400) }, ago(400)],
  ['disconnected', { keySavedAt: ago(900), connected: false }, null],
  ['saved in the future, by a clock that was wrong', { keySavedAt: ago(-900) }, null],
])('a key %s', (_what, patch, expected) => {
  expect(rotationDue(buildConnection(patch), NOW)).toBe(expected);
});
