import { expect, test } from 'vitest';
import { SAMPLE_KEYS } from '../../tests/stripe-server/samples/sample-account.ts';
import { buildClientDraft } from '../../tests/support/build-client.ts';
import {
  ACCOUNT,
  link,
  listedIds,
  NOW,
  refresherOn,
  setUpRefresh,
} from '../refresh/scenarios/refresh-setup.fixture.ts';
import type { Store } from '../store/db/open.ts';
import { addClients } from '../store/records/clients.ts';
import { collectDiagnostics, withoutIds } from './diagnostics.ts';

const ABOUT = { version: '0.1.0', browser: 'Test browser', language: 'en', now: (NOW + 60) * 1000 };

/** Fields that name or price something, in every record that a refresh and a user leave behind. */
const PRIVATE =
  /^(id|.*Id|name|email|notes|nickname|number|accountName|accountDigest|keyHint|service|type|label|amount|amount[A-Z].*|total|subtotal.*|unitAmount|flatAmount|exact|rounded)$/;

async function privateValues(store: Store): Promise<string[]> {
  const found = new Set<string>();
  const visit = (value: unknown, field: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, field);
    else if (typeof value === 'object' && value !== null)
      for (const [name, item] of Object.entries(value)) visit(item, name);
    else if (PRIVATE.test(field) && (typeof value === 'string' || typeof value === 'number'))
      if (String(value).length >= 4) found.add(String(value));
  };
  for (const name of [
    'clients',
    'connections',
    'subscriptions',
    'invoices',
    'products',
    'prices',
    'coupons',
  ] as const)
    for (const record of await store.getAll(name)) visit(record, name);
  for (const { requestId, path } of await store.getAll('requests'))
    found.add(String(requestId)).add(path.split('/')[3] ?? String(requestId));
  return [...found];
}

test('counts and codes of what happened, and nothing that names or prices anything', async () => {
  const { store, refresher, stripe, clock } = await setUpRefresh();
  await refresher.start();
  const ids = listedIds(stripe.account).slice(0, 5);
  const drafts = ids.map((id, at) =>
    buildClientDraft({
      name: `Client ${at} of a kind`,
      email: `pay@client${at}.example`,
      notes: 'a secret plan',
      links: [link(id)],
    }),
  );
  await addClients(store, drafts, NOW);
  const key = SAMPLE_KEYS.revoked;
  await refresherOn(stripe, clock, { readKey: async () => ({ ok: true, key }) }).start();

  const diagnostics = await collectDiagnostics(ABOUT);
  expect(diagnostics).toMatchObject({
    version: '0.1.0',
    store: { records: { clients: 5, connections: 1, subscriptions: expect.any(Number) } },
    connections: [{ mode: 'live', keyKind: 'restricted', everRead: true, permissions: { invoices: true } }],
    refresh: { phase: 'failed', code: 'stripe-key-invalid' },
    failures: [{ code: 'stripe-key-invalid' }],
    requests: { byStatus: { 200: expect.any(Number), 401: expect.any(Number) } },
  });
  const text = JSON.stringify(diagnostics);
  const values = await privateValues(store);
  expect(values.length).toBeGreaterThan(100);
  const word = (value: string) => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  expect(values.filter((value) => new RegExp(`(?<![\\w.])${word(value)}(?![\\w.])`).test(text))).toEqual([]);
  for (const { key } of stripe.account.keys) expect(text).not.toContain(key.slice(8, 16));
  expect(text).not.toContain(ACCOUNT);
});

test('a store that does not open says so, and nothing throws', async () => {
  const real = globalThis.indexedDB;
  const { closeStore } = await import('../store/db/open.ts');
  await closeStore();
  globalThis.indexedDB = {
    open: () => {
      throw new DOMException('refused', 'SecurityError');
    },
  } as unknown as IDBFactory;
  try {
    expect(await collectDiagnostics(ABOUT)).toMatchObject({
      store: { failure: 'storage-failed' },
      requests: null,
    });
  } finally {
    globalThis.indexedDB = real;
  }
});

test.each([
  ['/v1/subscriptions', '/v1/subscriptions'],
  ['/v1/subscriptions/sub_1', '/v1/subscriptions/…'],
  ['/v1/prices/gold', '/v1/prices/…'],
  ['/v1/customers/cus_1?expand[]=discount', '/v1/customers/…'],
])('the path %s is counted as %s', (path, expected) => {
  expect(withoutIds(path)).toBe(expected);
});
