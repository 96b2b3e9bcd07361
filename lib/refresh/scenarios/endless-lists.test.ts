import { describe, expect, test } from 'vitest';
import { createStripe, type TestStripe } from '../../../tests/stripe-server/http/fetch.ts';
import { generateAccount } from '../../../tests/stripe-server/samples/generate-account.ts';
import { createVirtualTime } from '../../../tests/support/virtual-time.ts';
import { readRun } from '../../store/generations/run.ts';
import { createStripeReader } from '../../stripe/reader.ts';
import { ACCOUNT, failureOf, NOW, setUpRefresh } from './refresh-setup.fixture.ts';

interface Answer {
  data: Record<string, unknown>[];
  has_more: boolean;
}

/** A refresh of a Stripe whose lists are not as they should be. */
async function refreshWith(
  endpoint: string,
  { strip = [], change }: { strip?: string[]; change: (answer: Answer) => Answer },
  mostRequests = 1000,
) {
  const account = generateAccount({ seed: 4, subscriptions: 350, now: NOW });
  const stripe = createStripe({ account });
  const time = createVirtualTime(NOW * 1000);
  const fetch: TestStripe['fetch'] = async (input, init) => {
    const url = new URL(String(input));
    const isMeant = url.pathname === endpoint;
    if (isMeant) for (const name of strip) url.searchParams.delete(name);
    const answer = await stripe.fetch(url.href, init);
    if (!isMeant || answer.status !== 200) return answer;
    return Response.json(change((await answer.json()) as Answer));
  };
  const w = await setUpRefresh({
    stripe,
    createReader: (options) =>
      createStripeReader({
        ...options,
        mostRequests,
        fetch,
        now: time.now,
        random: () => 0.5,
        sleep: time.skip,
      }),
  });
  const failure = failureOf(await w.refresher.start());
  return { ...w, failure, requests: stripe.requests.length };
}

const CURSORS = ['starting_after', 'ending_before', 'created[lte]', 'created[gte]'];

describe('a list whose cursor does not move ends the refresh', () => {
  test.each(['/v1/subscriptions', '/v1/invoices', '/v1/coupons'])('%s', async (endpoint) => {
    const change = (answer: Answer) => ({ ...answer, has_more: true });
    const { failure, requests } = await refreshWith(endpoint, { strip: CURSORS, change });
    expect(failure?.code).toBe('stripe-bad-answer');
    expect(requests).toBeLessThan(60);
  });
});

test('a list without end stops at a bound, and the next refresh begins anew', async () => {
  let made = 0;
  const change = (answer: Answer) => ({
    has_more: true,
    data: answer.data.map((object) => {
      made += 1;
      return { ...object, id: `in_Endless${made}` };
    }),
  });
  const { failure, requests, store } = await refreshWith('/v1/invoices', { strip: CURSORS, change }, 40);
  expect(failure?.code).toBe('too-many-requests');
  expect(requests).toBe(40);
  expect(await readRun(store, ACCOUNT)).toBeNull();
});
