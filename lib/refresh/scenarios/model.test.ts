import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Account } from '../../../tests/stripe-server/account/account.ts';
import { createStripe } from '../../../tests/stripe-server/http/fetch.ts';
import { generateAccount } from '../../../tests/stripe-server/samples/generate-account.ts';
import { buildClientDraft } from '../../../tests/support/build-client.ts';
import { SOAK } from '../../../tests/support/soak.ts';
import { addClient } from '../../store/records/clients.ts';
import { computeViews } from '../../store/views/compute.ts';
import { readClientsView, readOptionsView } from '../../store/views/read.ts';
import { mortalWorker } from './mortal-worker.fixture.ts';
import {
  failureOf,
  link,
  NOW,
  type RefreshSetup,
  refresherOn,
  setUpRefresh,
  shown,
} from './refresh-setup.fixture.ts';

/** What may happen, in any order, to an account and to the refreshes of it. `at` picks one of what is there. */
type Happening =
  | { kind: 'account'; change: keyof typeof CHANGES; at: number }
  | { kind: 'shape'; older: boolean }
  | { kind: 'time'; seconds: number }
  | { kind: 'link'; at: number }
  | { kind: 'refresh' }
  | { kind: 'fails'; seed: number }
  | { kind: 'dies'; atRequest: number }
  | { kind: 'cancelled'; atRequest: number };

const CHANGES = {
  quantity: (a, at) => void a.changeQuantity(one(a, at), 2 + (at % 7)),
  created: (a, at) =>
    void a.addSubscription({ customer: customerOf(a, at), items: [{ price: priceOf(a, at) }] }),
  createdSameSecond: (a, at) => {
    const { created } = a.subscriptions.get(one(a, at)) ?? { created: NOW };
    void a.addSubscription({ customer: customerOf(a, at), items: [{ price: priceOf(a, at) }], created });
  },
  cancelled: (a, at) => void a.cancelNow(one(a, at)),
  renewed: (a, at) => void a.renew(one(a, at), (['paid', 'open', 'failed', 'draft'] as const)[at % 4]),
  paused: (a, at) => void a.pauseCollection(one(a, at), 'void'),
  customerRenamed: (a, at) => void a.renameCustomer(customerOf(a, at), `Customer ${at}`),
  customerDeleted: (a, at) => a.deleteCustomer(customerOf(a, at)),
  productRenamed: (a, at) => void a.renameProduct(productOf(a, at), `Product ${at}`),
  discounted: (a, at) => void a.applyDiscount({ subscription: one(a, at) }, couponOf(a, at)),
  customerDiscounted: (a, at) => void a.applyDiscount({ customer: customerOf(a, at) }, couponOf(a, at)),
  paid: (a, at) => {
    const open = [...a.invoices.values()].filter(
      (invoice) => invoice.status === 'open' && !invoice.test_clock,
    );
    const invoice = open[at % Math.max(1, open.length)];
    if (invoice) a.pay(invoice.id);
  },
} satisfies Record<string, (account: Account, at: number) => void>;

const living = (a: Account) =>
  [...a.subscriptions.values()].filter(
    (s) => s.status === 'active' && !s.test_clock && a.customers.get(s.customer) !== undefined,
  );

function one(a: Account, at: number): string {
  const all = living(a);
  return all[at % all.length]?.id ?? '';
}
const customerOf = (a: Account, at: number): string => a.subscriptions.get(one(a, at))?.customer ?? '';
const priceOf = (a: Account, at: number): string =>
  a.subscriptions.get(one(a, at))?.items.data[0]?.price.id ?? '';
function productOf(a: Account, at: number): string {
  const product = a.subscriptions.get(one(a, at))?.items.data[0]?.price.product;
  return typeof product === 'string' ? product : '';
}
function couponOf(a: Account, at: number): string {
  const all = [...a.coupons.values()];
  return all[at % all.length]?.id ?? '';
}

const at = fc.nat({ max: 10_000 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('account' as const),
      change: fc.constantFrom(...(Object.keys(CHANGES) as (keyof typeof CHANGES)[])),
      at,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('shape' as const), older: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      seconds: fc.constantFrom(1, 30, 900, 5 * 3600, 86_400, 8 * 86_400),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('link' as const), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('refresh' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fails' as const), seed: at }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('dies' as const), atRequest: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('cancelled' as const),
      atRequest: fc.integer({ min: 1, max: 8 }),
    }),
  },
);

async function happen(w: RefreshSetup, what: Happening): Promise<void> {
  const { account } = w.stripe;
  switch (what.kind) {
    case 'account':
      if (living(account).length > 0) CHANGES[what.change](account, what.at);
      return;
    case 'shape':
      account.eventShape = what.older ? 'older' : 'current';
      return;
    case 'time':
      w.clock.pass(what.seconds * 1000);
      account.advance(what.seconds);
      return;
    case 'link': {
      const ids = [...account.subscriptions.values()].map(({ id }) => id);
      await addClient(w.store, buildClientDraft({ links: [link(ids[what.at % ids.length] ?? '')] }), NOW);
      return;
    }
    case 'refresh':
      await refresherOn(w.stripe, w.clock).start();
      return;
    case 'fails':
      w.stripe.faults.rate(0.6, what.seed, ['cut', 'html', 'half-body', 'wrong-json', 'status']);
      await refresherOn(w.stripe, w.clock).start();
      w.stripe.faults.clear();
      return;
    case 'dies': {
      const mortal = mortalWorker(w.stripe, w.clock, what);
      const refresh = refresherOn(w.stripe, w.clock, mortal.change).start();
      await Promise.race([mortal.dead, refresh]);
      return;
    }
    case 'cancelled': {
      const refresher = refresherOn(w.stripe, w.clock);
      let left = what.atRequest;
      const hold = w.stripe.faults.hold(() => {
        left -= 1;
        if (left === 0) refresher.stop('cancelled');
        return false;
      });
      await refresher.start();
      hold.release();
    }
  }
}

/** The store says what the account says: the same as a read of everything into an empty store. */
async function expectEqual(w: RefreshSetup): Promise<void> {
  const mine = await shown(w.store);
  const computed = await computeViews(w.store);
  expect(await readOptionsView(w.store)).toEqual(computed.options);
  const byId = (rows: readonly { id: string }[] | undefined) => new Map(rows?.map((row) => [row.id, row]));
  expect(byId((await readClientsView(w.store))?.rows)).toEqual(byId(computed.clients.rows));

  const linked = (await w.store.getAll('clients')).flatMap((client) => client.links);
  const fresh = await setUpRefresh({ stripe: createStripe({ account: w.stripe.account }) });
  await addClient(fresh.store, buildClientDraft({ links: linked }), NOW);
  expect(failureOf(await fresh.refresher.start())).toBeNull();
  const theirs = await shown(fresh.store);
  expect(mine.subscriptions).toEqual(theirs.subscriptions);
  expect(mine.invoices).toEqual(theirs.invoices);
  // What nobody refers to any more may still be known here, and need not be read there.
  for (const name of ['products', 'prices', 'coupons'] as const) {
    const known = new Map<string, unknown>(mine[name].map((record) => [record.id, record]));
    const referred = name === 'coupons' ? theirs.coupons.filter(({ id }) => known.has(id)) : theirs[name];
    for (const record of referred) expect(known.get(record.id)).toEqual(record);
  }
}

test(
  'whatever happens to the account and to refreshes, one that ends well leaves the store equal to the account',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(40, 130, 260),
        fc.array(happening, { minLength: 3, maxLength: 25 }),
        async (seed, subscriptions, happenings) => {
          const account = generateAccount({ seed, subscriptions, now: NOW });
          const w = await setUpRefresh({ stripe: createStripe({ account }) });
          for (const what of happenings) await happen(w, what);
          expect(failureOf(await refresherOn(w.stripe, w.clock).start())).toBeNull();
          // An interrupted read goes on from what it had; the refresh after it brings what changed meanwhile.
          w.clock.pass(1000);
          expect(failureOf(await refresherOn(w.stripe, w.clock).start())).toBeNull();
          expect(w.stripe.writes).toEqual([]);
          await expectEqual(w);
        },
      ),
      { numRuns: SOAK ? 400 : 15 },
    );
  },
  SOAK ? 1_800_000 : 120_000,
);
