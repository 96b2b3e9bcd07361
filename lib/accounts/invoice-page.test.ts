import { beforeEach, describe, expect, test } from 'vitest';
import { createStripe, type TestStripe } from '../../tests/stripe-server/http/fetch.ts';
import { SAMPLE_KEYS, sampleAccounts } from '../../tests/stripe-server/samples/sample-account.ts';
import { ACCOUNT } from '../../tests/support/build-connection.ts';
import { NOW } from '../../tests/support/virtual-time.ts';
import type { Failure } from '../model/failure.ts';
import type { Store } from '../store/db/open.ts';
import { emptyStore } from '../store/db/store.fixture.ts';
import { countRequestsThisMonth, listRequests } from '../store/records/requests.ts';
import { createStripeReader } from '../stripe/reader.ts';
import type { VaultResult } from '../vault/result.ts';
import { createInvoicePages } from './invoice-page.ts';

let store: Store;
let stripe: TestStripe;
let key: VaultResult<{ key: string }>;
let guarded: Failure | null;
let online: boolean;

const readPage = (invoiceId: string) =>
  createInvoicePages({
    openStore: async () => store,
    vault: { readKey: async () => key },
    guard: async () => guarded,
    createReader: (options) =>
      createStripeReader({
        ...options,
        fetch: stripe.fetch,
        now: () => NOW * 1000,
        random: () => 0.5,
        sleep: async () => undefined,
        isOnline: () => online,
      }),
    now: () => NOW * 1000,
  })({ connectionId: ACCOUNT, invoiceId });

/** Everything that the store holds, as text. */
async function dump(): Promise<string> {
  const records = await Promise.all([...store.objectStoreNames].map((name) => store.getAll(name)));
  return JSON.stringify(records);
}

beforeEach(async () => {
  store = await emptyStore();
  stripe = createStripe({ account: sampleAccounts(NOW) });
  key = { ok: true, key: SAMPLE_KEYS.restricted };
  guarded = null;
  online = true;
});

const open = () => {
  const invoice = [...stripe.account.invoices.values()].find(({ status }) => status === 'open');
  if (!invoice?.hosted_invoice_url) throw new Error('no open invoice');
  return { id: invoice.id ?? '', page: invoice.hosted_invoice_url };
};

describe("Stripe's page of an invoice", () => {
  test('is read in one request, which the log shows without the address', async () => {
    const { id, page } = open();
    expect(await readPage(id)).toEqual({ ok: true, url: page });
    expect(stripe.requests.map(({ method, path }) => [method, path])).toEqual([
      ['GET', `/v1/invoices/${id}`],
    ]);
    expect(await listRequests(store, { limit: 9 })).toMatchObject([
      { path: `/v1/invoices/${id}`, status: 200, connectionId: ACCOUNT },
    ]);
    expect(await countRequestsThisMonth(store, NOW * 1000)).toBe(1);
    expect(await dump()).not.toContain('invoice.stripe.com');
  });

  test('is not there for a draft, or for an invoice that Stripe does not know', async () => {
    const draft = [...stripe.account.invoices.values()].find(({ status }) => status === 'draft');
    if (draft?.id) expect(await readPage(draft.id)).toEqual({ ok: true, url: null });
    expect(await readPage('in_gone')).toEqual({ ok: true, url: null });
  });

  test.each<[string, () => void, string, number]>([
    [
      'while locked',
      () => {
        key = { ok: false, code: 'locked' };
      },
      'locked',
      0,
    ],
    [
      'without host access',
      () => {
        guarded = { ok: false, code: 'host-access' };
      },
      'host-access',
      0,
    ],
    [
      'offline',
      () => {
        online = false;
      },
      'offline',
      0,
    ],
    [
      'with a revoked key',
      () => {
        key = { ok: true, key: SAMPLE_KEYS.revoked };
      },
      'stripe-key-invalid',
      1,
    ],
    [
      'without the permission for invoices',
      () => {
        key = { ok: true, key: SAMPLE_KEYS.withoutInvoices };
      },
      'stripe-permission',
      1,
    ],
  ])('is not read %s', async (_name, prepare, code, requests) => {
    const { id } = open();
    prepare();
    expect(await readPage(id)).toMatchObject({ ok: false, code });
    expect(stripe.requests).toHaveLength(requests);
  });

  test('is asked for once, even where Stripe has trouble', async () => {
    const { id } = open();
    stripe.faults.push({ kind: 'status', status: 503 });
    expect(await readPage(id)).toMatchObject({ ok: false, code: 'stripe-unavailable' });
    expect(stripe.requests).toHaveLength(1);
  });
});
