import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EVENT_TYPES } from '../../lib/stripe/parse/event.ts';
import { ROOT } from './files.ts';

/** docs/events.md names every event type that Stripe has, and says of each whether it is read. */

const typesOfSdk = (): string[] => {
  const text = readFileSync(`${ROOT}node_modules/stripe/esm/resources/Events.d.ts`, 'utf8');
  return [...new Set([...text.matchAll(/\btype: '([a-z0-9_.]+)'/g)].map(([, type]) => type ?? ''))];
};

const rows = () =>
  [
    ...readFileSync(`${ROOT}docs/events.md`, 'utf8').matchAll(/^\| `([^`]+)` +\| (yes|no) +\| (.+?) *\|$/gm),
  ].map(([, name = '', read, reason = '']) => ({ name, isRead: read === 'yes', reason }));

/** The row of a type: its own, else that of the smallest family. */
function rowOf(type: string) {
  const fits = rows().filter(
    ({ name }) => name === type || (name.endsWith('.*') && type.startsWith(name.slice(0, -1))),
  );
  return fits.sort((a, b) => b.name.length - a.name.length)[0];
}

test('every event type of the pinned SDK has a row with a reason', () => {
  const types = typesOfSdk();
  expect(types.length).toBeGreaterThan(250);
  expect(types.filter((type) => (rowOf(type)?.reason ?? '') === '')).toEqual([]);
});

test('no row names a type that Stripe does not have, and none stands twice', () => {
  const types = typesOfSdk();
  const used = new Set(types.map((type) => rowOf(type)?.name));
  const names = rows().map(({ name }) => name);
  expect(names.filter((name) => !used.has(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

test('the types that a refresh asks for are those that the table calls read', () => {
  const read = typesOfSdk().filter((type) => rowOf(type)?.isRead);
  expect(read.sort()).toEqual([...EVENT_TYPES].sort());
});
