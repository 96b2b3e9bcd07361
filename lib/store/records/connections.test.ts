import { expect, test } from 'vitest';
import { ACCOUNT, buildConnection } from '../../../tests/support/build-connection.ts';
import { holdable } from '../db/held.fixture.ts';
import { emptyStore } from '../db/store.fixture.ts';
import { changeConnection, readConnection, saveConnection } from './connections.ts';

test('a change keeps what a refresh has committed while the change was being computed', async () => {
  const real = await emptyStore();
  await saveConnection(real, buildConnection({ generation: 1 }));
  const { store, hold } = holdable(real);
  // After the connection was read, before it is written.
  const computing = hold(([, , key]) => key === 'settings');
  const seen: (number | undefined)[] = [];
  const changing = changeConnection(store, ACCOUNT, (known) => {
    seen.push(known?.generation);
    return known && { ...known, keyHint: 'new!' };
  });
  await computing.reached;
  await saveConnection(real, buildConnection({ generation: 2 }));
  computing.release();
  await changing;
  expect(await readConnection(real, ACCOUNT)).toMatchObject({ generation: 2, keyHint: 'new!' });
  expect(seen).toEqual([1, 2]);
});
