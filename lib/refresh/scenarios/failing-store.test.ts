import { afterEach, describe, expect, test } from 'vitest';
import { createStripe } from '../../../tests/stripe-server/http/fetch.ts';
import { generateAccount } from '../../../tests/stripe-server/samples/generate-account.ts';
import { buildClientDraft } from '../../../tests/support/build-client.ts';
import { StoreError } from '../../store/db/errors.ts';
import { type FailingOperations, failFrom } from '../../store/db/failing.fixture.ts';
import { openStore } from '../../store/db/open.ts';
import { addClient, updateClient } from '../../store/records/clients.ts';
import { failureOf, link, NOW, type RefreshSetup, setUpRefresh, shown } from './refresh-setup.fixture.ts';

const FULL = [
  'storage-full',
  () => new DOMException('The quota has been exceeded.', 'QuotaExceededError'),
] as const;
const BROKEN = ['storage-failed', () => new DOMException('Internal error.', 'UnknownError')] as const;

let failing: FailingOperations | null = null;
afterEach(() => {
  failing?.restore();
  failing = null;
});

/**
 * Fails from the nth operation on, for every n that there is; returns how many.
 * @param setUp what is done before anything fails; the work it returns answers with a failure code, null: none
 */
async function atEveryOperation(
  [code, error]: typeof FULL | typeof BROKEN,
  setUp: () => Promise<() => Promise<string | null>>,
): Promise<number> {
  for (let nth = 1; ; nth += 1) {
    const work = await setUp();
    failing = failFrom(nth, error);
    const found = await work();
    const { hasFailed, restore } = failing;
    restore();
    if (!hasFailed()) return nth - 1;
    // null: what failed was the log of requests or the state, after everything was stored.
    expect([code, null]).toContain(found);
  }
}

async function prepared(kind: 'first' | 'changes'): Promise<RefreshSetup> {
  const account = generateAccount({ seed: 6, subscriptions: 12, now: NOW });
  const w = await setUpRefresh({ stripe: createStripe({ account }) });
  const active = [...account.subscriptions.values()].find(({ status }) => status === 'active')?.id ?? '';
  await addClient(w.store, buildClientDraft({ links: [link(active)] }), NOW);
  if (kind === 'first') return w;
  await w.refresher.start();
  w.clock.pass(3_600_000);
  account.advance(3600);
  account.changeQuantity(active, 5);
  return w;
}

describe.each([FULL, BROKEN])('%s from any operation on', (...failure) => {
  test.each(['first', 'changes'] as const)(
    'a refresh (%s) ends with this code, keeps the figures, and the next one works',
    async (kind) => {
      const points = await atEveryOperation(failure, async () => {
        const w = await prepared(kind);
        return async () => {
          const outcome = await w.refresher.start();
          failing?.restore();
          const code = failureOf(outcome)?.code ?? null;
          if (code !== null) expect(failureOf(await w.refresher.start())).toBeNull();
          expect((await shown(w.store)).subscriptions.length).toBeGreaterThan(0);
          return code;
        };
      });
      expect(points).toBeGreaterThan(20);
    },
    120_000,
  );

  test('an edit answers with this code', async () => {
    const points = await atEveryOperation(failure, async () => {
      const w = await prepared('first');
      const [client] = await w.store.getAll('clients');
      if (!client) throw new Error('no client');
      return async () => {
        const edited = await updateClient(w.store, { id: client.id, patch: { name: 'New' }, now: NOW });
        return edited.ok ? null : edited.code;
      };
    });
    expect(points).toBeGreaterThan(1);
  }, 60_000);
});

describe('a database that cannot be opened', () => {
  test.each(['storage-failed', 'storage-blocked'] as const)(
    '%s when Refresh is clicked, and the next click works',
    async (code) => {
      let isBroken = true;
      const w = await setUpRefresh({
        openStore: () => (isBroken ? Promise.reject(new StoreError(code)) : openStore()),
      });
      expect(await w.refresher.start()).toEqual({ ok: false, code });
      isBroken = false;
      expect(failureOf(await w.refresher.start())).toBeNull();
    },
  );
});
