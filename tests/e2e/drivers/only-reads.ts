import { expect } from 'vitest';
import type { StripeServer } from '../../stripe-server/http/server.ts';

/** What the server's record must always say: reads only, Stripe's host only, the key in one header only. */
export function expectOnlyReads(server: StripeServer, keys: readonly string[]): void {
  const toStripe = server.requests.filter((request) => !server.foreign.includes(request));
  expect(server.writes).toEqual([]);
  expect(server.preflights).toEqual([]);
  expect([...new Set(toStripe.map((request) => request.method))]).toEqual(['GET']);
  expect([...new Set(toStripe.map((request) => request.host))]).toEqual(['api.stripe.com']);
  for (const { path, query, headers, bodyBytes } of toStripe) {
    expect(bodyBytes).toBe(0);
    const { authorization = '', ...others } = headers;
    expect(keys.map((key) => `Bearer ${key}`)).toContain(authorization);
    const elsewhere = `${path} ${decodeURIComponent(query)} ${JSON.stringify(others)}`;
    for (const key of keys) expect(elsewhere).not.toContain(key);
  }
}
