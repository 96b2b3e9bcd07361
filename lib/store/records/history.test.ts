import { expect, test } from 'vitest';
import { clientId } from '../../../tests/support/build-client.ts';
import { NOW } from '../../../tests/support/virtual-time.ts';
import { seconds } from '../../model/units.ts';
import { emptyStore } from '../db/store.fixture.ts';
import { readClientHistory } from './history.ts';

test('the history of a client is its own, newest first, without what makes no sense', async () => {
  const store = await emptyStore();
  const change = { kind: 'status', client: 'Acme', from: 'paid', to: 'late' } as const;
  const entry = (id: string, client: string, at: number) => ({
    id,
    at: seconds(at),
    clientId: clientId(client),
    connectionId: null,
    change,
  });
  await store.put('history', entry('1', 'acme', NOW));
  await store.put('history', entry('2', 'other', NOW + 1));
  await store.put('history', entry('3', 'acme', NOW + 2));
  await store.put('history', { ...entry('4', 'acme', NOW + 3), change: { kind: 'nonsense' } as never });
  const read = await readClientHistory(store, clientId('acme'), 10);
  expect(read.map(({ id }) => id)).toEqual(['3', '1']);
  expect(await readClientHistory(store, clientId('acme'), 1)).toHaveLength(1);
});
