import { describe, expect, test } from 'vitest';
import { buildConnection } from '../../tests/support/build-connection.ts';
import { buildSubscription } from '../../tests/support/build-subscription.ts';
import { NOW } from '../../tests/support/virtual-time.ts';
import type { Subscription } from '../model/subscription.ts';
import { emptyStore } from '../store/db/store.fixture.ts';
import { emptyCheckpoint } from './checkpoint.ts';
import { PageWriter } from './page-writer.ts';

const RUN = { connectionId: buildConnection().id, generation: 2, startedAt: NOW, walkers: null, requests: 0 };

async function writer({ checkpoint = emptyCheckpoint(buildConnection().permissions), mostKept = 5 } = {}) {
  const context = {
    store: await emptyStore(),
    connection: buildConnection(),
    run: RUN,
    reader: { requests: 0 },
  };
  return new PageWriter(context as ConstructorParameters<typeof PageWriter>[0], checkpoint, mostKept);
}

const facts = (...ids: string[]): Subscription[] => ids.map((id) => buildSubscription(id));
const store = (to: PageWriter, ...ids: string[]) =>
  to.storePage({ subscriptions: facts(...ids) }, () => undefined);

describe('subscriptions are kept for the views', () => {
  test('as they were stored, the latest version of each', async () => {
    const to = await writer();
    await store(to, 'sub_1', 'sub_2');
    await to.storePage(
      { subscriptions: [buildSubscription('sub_1', { status: 'past_due' })] },
      () => undefined,
    );
    expect(to.subscriptions?.map(({ id, status }) => [id, status])).toEqual([
      ['sub_1', 'past_due'],
      ['sub_2', 'active'],
    ]);
  });

  test('not one that could not be stored', async () => {
    const to = await writer();
    const lost = to.storePage({ subscriptions: facts('sub_1') }, () => {
      throw new Error('lost');
    });
    await expect(lost).rejects.toThrow('lost');
    expect(to.subscriptions).toEqual([]);
  });

  test('up to a number; beyond it they are read from the store', async () => {
    const to = await writer();
    await store(to, 'sub_1', 'sub_2', 'sub_3', 'sub_4', 'sub_5');
    expect(to.subscriptions).toHaveLength(5);
    await store(to, 'sub_6');
    expect(to.subscriptions).toBeNull();
    await store(to, 'sub_7');
    expect(to.subscriptions).toBeNull();
  });

  test('not after a resume: an earlier worker has stored some that this one has not seen', async () => {
    const begun = await writer();
    await begun.storePage({}, (checkpoint) => {
      checkpoint.work = { kind: 'changes' } as typeof checkpoint.work;
    });
    const to = await writer({ checkpoint: begun.checkpoint });
    await store(to, 'sub_1');
    expect(to.subscriptions).toBeNull();
  });
});
