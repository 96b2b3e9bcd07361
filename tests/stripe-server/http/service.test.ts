import { describe, expect, it } from 'vitest';
import { SAMPLE_KEYS, sampleAccount, sampleAccounts } from '../samples/sample-account.ts';
import { ask } from './ask.ts';
import type { FaultKind } from './faults.ts';
import { createStripe } from './fetch.ts';
import { Limiter, stripeLimits } from './limits.ts';

const NOW = 1_795_000_000;
const KEY = SAMPLE_KEYS.secret;
const world = () => createStripe({ account: sampleAccount(NOW) });
const get = (stripe: ReturnType<typeof world>, address = '/v1/products', init: RequestInit = {}) =>
  stripe.fetch(`https://api.stripe.com${address}`, { headers: { authorization: `Bearer ${KEY}` }, ...init });

describe('the record', () => {
  it('has every request with what tests ask for', async () => {
    const stripe = world();
    await ask(stripe, KEY, '/v1/subscriptions?limit=2');
    await ask(stripe, KEY, '/v1/customers/cus_gone');
    expect(stripe.requests).toMatchObject([
      {
        method: 'GET',
        host: 'api.stripe.com',
        path: '/v1/subscriptions',
        query: 'limit=2',
        status: 200,
        endpoint: '/v1/subscriptions',
      },
      { path: '/v1/customers/cus_gone', status: 404, endpoint: '/v1/customers/:id', fault: null },
    ]);
    expect(stripe.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(stripe.requests[0]?.params.get('limit')).toBe('2');
    stripe.reset();
    expect(stripe.requests).toEqual([]);
  });

  it('keeps writes, preflights and other hosts apart', async () => {
    const stripe = world();
    for (const method of ['POST', 'DELETE', 'PUT', 'PATCH', 'HEAD'])
      await get(stripe, '/v1/customers', { method });
    const preflight = await get(stripe, '/v1/customers', { method: 'OPTIONS' });
    const other = await stripe.fetch('https://example.com/track', { method: 'POST', body: 'name=Acme' });
    expect(stripe.writes.map(({ method, status }) => [method, status])).toEqual(
      ['POST', 'DELETE', 'PUT', 'PATCH', 'HEAD'].map((method) => [method, 403]),
    );
    expect([preflight.status, stripe.preflights.length]).toEqual([200, 1]);
    expect([other.status, stripe.foreign.length, stripe.foreign[0]?.bodyBytes]).toEqual([502, 1, 9]);
  });

  it('tells when a request comes', async () => {
    const stripe = world();
    const second = stripe.nextRequest(({ path }) => path === '/v1/coupons');
    await get(stripe);
    await get(stripe, '/v1/coupons');
    expect(await second).toMatchObject({ path: '/v1/coupons' });
  });
});

describe('faults', () => {
  it('cut the connection', async () => {
    const stripe = world();
    stripe.faults.push({ kind: 'cut' });
    await expect(get(stripe)).rejects.toThrow(TypeError);
    expect((await get(stripe)).status).toBe(200);
    expect(stripe.requests.map(({ fault, status }) => [fault, status])).toEqual([
      ['cut', null],
      [null, 200],
    ]);
  });

  it('stall until the client gives up', async () => {
    const stripe = world();
    stripe.faults.push({ kind: 'stall' });
    const client = new AbortController();
    const arrived = stripe.nextRequest();
    const answer = get(stripe, '/v1/products', { signal: client.signal });
    await arrived;
    client.abort();
    await expect(answer).rejects.toThrow(/aborted/);
    expect(stripe.requests[0]?.status).toBeNull();
  });

  it('break off in the middle of a body', async () => {
    const stripe = world();
    stripe.faults.push({ kind: 'half-body' });
    const response = await get(stripe);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('answer with HTML, with other JSON, or with what the test wants', async () => {
    const stripe = world();
    stripe.faults.push({ kind: 'html' });
    stripe.faults.push({ kind: 'wrong-json' });
    stripe.faults.push({ kind: 'wrong-json', body: '[]' });
    const html = await get(stripe);
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(await (await get(stripe)).json()).toMatchObject({ object: 'list', data: { surprise: true } });
    expect(await (await get(stripe)).json()).toEqual([]);
  });

  it.each([
    [500, undefined],
    [503, undefined],
    [429, 'rate_limit'],
    [401, undefined],
  ])('answer with status %i', async (status, code) => {
    const stripe = world();
    stripe.faults.push({ kind: 'status', status, times: 2 });
    for (const expected of [status, status, 200]) {
      const reply = await ask(stripe, KEY, '/v1/products');
      expect(reply.status).toBe(expected);
      if (expected === status) expect(reply.body.error.code).toBe(code);
    }
  });

  it('know a 429 that is no rate limit', async () => {
    const stripe = world();
    stripe.faults.push({ kind: 'status', code: 'lock_timeout' });
    const { status, body, headers } = await ask(stripe, KEY, '/v1/products');
    expect([status, body.error.code]).toEqual([429, 'lock_timeout']);
    expect(headers.has('stripe-rate-limited-reason')).toBe(false);
  });

  it('hit only what they are meant for', async () => {
    const stripe = world();
    stripe.faults.push({ kind: 'status', match: ({ path }) => path === '/v1/coupons' });
    expect((await get(stripe)).status).toBe(200);
    expect((await get(stripe, '/v1/coupons')).status).toBe(500);
  });

  it('come at a rate that the seed decides', async () => {
    const kinds: FaultKind[] = ['status', 'html'];
    const run = async (seed: number): Promise<number[]> => {
      const stripe = world();
      stripe.faults.rate(0.2, seed, kinds);
      const statuses: number[] = [];
      for (let index = 0; index < 200; index += 1) statuses.push((await get(stripe)).status);
      return statuses;
    };
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
    const bad = first.filter((status) => status !== 200).length;
    expect(bad).toBeGreaterThan(20);
    expect(bad).toBeLessThan(60);
  });

  it('hold requests until they are released', async () => {
    const stripe = world();
    const hold = stripe.faults.hold(({ path }) => path === '/v1/products');
    const arrived = stripe.nextRequest();
    const held = get(stripe);
    await arrived;
    expect(hold.waiting).toBe(1);
    expect((await get(stripe, '/v1/coupons')).status).toBe(200);
    expect(stripe.requests[0]?.status).toBeNull();
    hold.release();
    expect((await held).status).toBe(200);
    expect((await get(stripe)).status).toBe(200);
  });
});

describe('limits', () => {
  it('count each endpoint, the account and what is in flight, over a sliding second', () => {
    let now = 0;
    const limiter = new Limiter({ perSecond: 4, perEndpointPerSecond: 2, concurrent: 10 }, () => now);
    const enter = (endpoint: string): string => {
      const pass = limiter.enter('acct_1', endpoint);
      return 'leave' in pass ? 'in' : (pass.headers['Stripe-Rate-Limited-Reason'] ?? '');
    };
    expect(['/a', '/a', '/a', '/b', '/b', '/c'].map(enter)).toEqual([
      'in',
      'in',
      'endpoint-rate',
      'in',
      'in',
      'global-rate',
    ]);
    now = 999;
    expect(enter('/c')).toBe('global-rate');
    now = 1_000;
    expect(enter('/a')).toBe('in');
  });

  it('let another account in', () => {
    const limiter = new Limiter({ perSecond: 1, perEndpointPerSecond: 1, concurrent: 1 }, () => 0);
    expect('leave' in limiter.enter('acct_1', '/a')).toBe(true);
    expect('leave' in limiter.enter('acct_2', '/a')).toBe(true);
  });

  it('refuse the forty-first request in flight', async () => {
    const stripe = createStripe({
      account: sampleAccount(NOW),
      limits: { ...stripeLimits('live'), perEndpointPerSecond: 99 },
    });
    const hold = stripe.faults.hold();
    const answers = Array.from({ length: 41 }, () => ask(stripe, KEY, '/v1/products'));
    const refused = await Promise.race(answers);
    expect([refused.status, refused.headers.get('stripe-rate-limited-reason')]).toEqual([
      429,
      'global-concurrency',
    ]);
    expect(refused.body.error.code).toBe('rate_limit');
    hold.release();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(40);
  });

  it('are as Stripe publishes them', async () => {
    const stripe = createStripe({
      account: sampleAccounts(NOW),
      limits: stripeLimits('live'),
      clock: () => 0,
    });
    const statuses: number[] = [];
    for (let index = 0; index < 26; index += 1) statuses.push((await get(stripe)).status);
    expect(statuses).toEqual([...Array.from({ length: 25 }, () => 200), 429]);
    expect(stripeLimits('test').perSecond).toBe(25);
  });

  it('are off unless asked for', async () => {
    const stripe = world();
    const answers = await Promise.all(Array.from({ length: 200 }, () => get(stripe)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });
});

describe('latency', () => {
  it('is that of a list or of a read by id, and ends with the request', async () => {
    const stripe = createStripe({ account: sampleAccount(NOW), latency: { list: 40, byId: 1, jitter: 0 } });
    const before = performance.now();
    await get(stripe);
    expect(performance.now() - before).toBeGreaterThan(35);
    const client = new AbortController();
    const slow = createStripe({ account: sampleAccount(NOW), latency: { list: 3_600_000, byId: 1 } });
    const arrived = slow.nextRequest();
    const answer = get(slow, '/v1/products', { signal: client.signal });
    await arrived;
    client.abort();
    await expect(answer).rejects.toThrow();
  });
});
