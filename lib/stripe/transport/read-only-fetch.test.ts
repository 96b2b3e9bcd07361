import { describe, expect, test, vi } from 'vitest';
import { TransportError } from '../errors.ts';
import {
  createReadOnlyFetch,
  isReadableId,
  ReadOnlyViolation,
  type RequestReport,
} from './read-only-fetch.ts';

const KEY = 'sk_live_51HabcDEFghiJKLmnoPQRstu';
const HOST = 'https://api.stripe.com';
const LIST = `${HOST}/v1/subscriptions`;
const HEADERS = {
  Authorization: `Bearer ${KEY}`,
  Accept: 'application/json',
  'Stripe-Version': '2026-10-28.endive',
};
const GOOD: RequestInit = { method: 'GET', headers: HEADERS };

type Sent = { url: unknown; init: RequestInit | undefined };

function door(answer: () => Response | Promise<Response> = () => json({ object: 'list', data: [] })) {
  const sent: Sent[] = [];
  const reports: RequestReport[] = [];
  const controller = new AbortController();
  const options = {
    now: () => 1_000,
    onRequest: (report: RequestReport) => void reports.push(report),
    signal: controller.signal,
    timeoutMs: 40,
  };
  const network = vi.fn(async (url: unknown, init?: RequestInit) => {
    sent.push({ url, init });
    return answer();
  });
  const fetch = createReadOnlyFetch(network as unknown as typeof globalThis.fetch, options);
  return { fetch, network, sent, reports, controller };
}

function json(body: unknown, init: ResponseInit = {}): Response {
  return new Response(JSON.stringify(body), { headers: { 'request-id': 'req_abc123' }, ...init });
}

describe('lets through what the reader needs, and only that', () => {
  test.each([
    LIST,
    `${LIST}?limit=100&status=all&starting_after=sub_1Abc&created[gte]=1&created[lt]=2`,
    `${LIST}?limit=100&ending_before=sub_1Abc&created[lte]=2`,
    `${LIST}?expand[0]=data.customer&expand[1]=data.latest_invoice`,
    `${LIST}?expand%5B0%5D=data.customer`,
    `${LIST}/sub_1Abc?expand[0]=customer`,
    `${HOST}/v1/subscription_items?subscription=sub_1Abc&limit=100`,
    `${HOST}/v1/invoices?status=open&limit=100`,
    `${HOST}/v1/invoices/in_1Abc`,
    `${HOST}/v1/customers?limit=1`,
    `${HOST}/v1/customers/cus_Abc`,
    `${HOST}/v1/prices?limit=1`,
    `${HOST}/v1/prices/price_1Abc?expand[0]=tiers&expand[1]=currency_options.eur.tiers`,
    `${HOST}/v1/prices/gold-plan.2`,
    `${HOST}/v1/products?ids[0]=prod_A&ids[1]=prod_B`,
    `${HOST}/v1/products?ids[0]=task_test_run12345678`,
    `${HOST}/v1/coupons?limit=100&expand[0]=data.applies_to`,
    `${HOST}/v1/events?types[0]=invoice.paid&created[gte]=1`,
    `${HOST}/v1/account`,
  ])('%s', async (url) => {
    const { fetch, sent } = door();
    await fetch(url, GOOD);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe(url);
  });

  test('the request is built anew: fixed options, three headers, a signal of its own', async () => {
    const { fetch, sent } = door();
    const sdk = new AbortController();
    await fetch(LIST, {
      method: 'GET',
      body: undefined as unknown as BodyInit,
      signal: sdk.signal,
      headers: [
        ['Authorization', `Bearer ${KEY}`],
        ['Accept', 'application/json'],
        ['Content-Type', 'application/x-www-form-urlencoded'],
        ['User-Agent', 'Stripe/v1'],
        ['X-Stripe-Client-User-Agent', '{"lang":"node"}'],
        ['Stripe-Version', '2026-10-28.endive'],
      ],
    });
    const { signal, ...rest } = sent[0]?.init ?? {};
    expect(signal).not.toBe(sdk.signal);
    expect(rest).toEqual({
      method: 'GET',
      headers: {
        authorization: `Bearer ${KEY}`,
        accept: 'application/json',
        'stripe-version': '2026-10-28.endive',
      },
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
  });
});

const METHODS = [
  ...['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT', 'QUERY', 'PURGE'],
  ...['get', 'Get', 'GET ', ' GET', 'GET\n', 'GET,POST', 'GETPOST', '', 'post', 'GET\u0000', 'G\u200bET'],
];
const ODD_METHODS: unknown[] = [
  ...METHODS,
  undefined,
  null,
  0,
  ['GET'],
  { toString: () => 'GET' },
  new String('GET'),
];

const ODD_ADDRESSES: unknown[] = [
  // origins
  'http://api.stripe.com/v1/subscriptions',
  'HTTPS://api.stripe.com/v1/subscriptions',
  'https://API.stripe.com/v1/subscriptions',
  'https://api.stripe.com./v1/subscriptions',
  'https://api.stripe.com:443/v1/subscriptions',
  'https://api.stripe.com:8443/v1/subscriptions',
  'https://api.stripe.com.evil.example/v1/subscriptions',
  'https://evil.example/v1/subscriptions',
  'https://evil.example/https://api.stripe.com/v1/subscriptions',
  'https://files.stripe.com/v1/subscriptions',
  'https://dashboard.stripe.com/v1/subscriptions',
  'https://connect.stripe.com/v1/subscriptions',
  'https://stripe.com/v1/subscriptions',
  'https://api-stripe.com/v1/subscriptions',
  'https://xapi.stripe.com/v1/subscriptions',
  'https://api.stripe.com@evil.example/v1/subscriptions',
  'https://user@api.stripe.com/v1/subscriptions',
  `https://${KEY}:@api.stripe.com/v1/subscriptions`,
  'https://:pw@api.stripe.com/v1/subscriptions',
  'https:api.stripe.com/v1/subscriptions',
  'https:/api.stripe.com/v1/subscriptions',
  'https:\\\\api.stripe.com\\v1\\subscriptions',
  '//api.stripe.com/v1/subscriptions',
  '/v1/subscriptions',
  'v1/subscriptions',
  ' https://api.stripe.com/v1/subscriptions',
  'https://api.stripe.com/v1/subscriptions ',
  'https://api.stri\npe.com/v1/subscriptions',
  'https://аpi.stripe.com/v1/subscriptions',
  'https://127.0.0.1/v1/subscriptions',
  'wss://api.stripe.com/v1/subscriptions',
  'data:application/json,{}',
  'blob:https://api.stripe.com/1',
  'javascript:fetch(1)',
  'file:///etc/passwd',
  'https://api.stripe.com',
  'https://api.stripe.com/',
  'https://api.stripe.com?x=/v1/subscriptions',
  'https://api.stripe.com#/v1/subscriptions',
  '',
  // paths
  `${HOST}/v1/charges`,
  `${HOST}/v1/refunds`,
  `${HOST}/v1/balance`,
  `${HOST}/v1/payment_intents`,
  `${HOST}/v1/payouts`,
  `${HOST}/v1/tokens`,
  `${HOST}/v1/files`,
  `${HOST}/v1/accounts`,
  `${HOST}/v1/accounts/acct_1`,
  `${HOST}/v1/account/`,
  `${HOST}/v1/subscriptions/`,
  `${HOST}/v1/subscriptions//`,
  `${HOST}//v1/subscriptions`,
  `${HOST}/v1//subscriptions`,
  `${HOST}/v2/subscriptions`,
  `${HOST}/V1/subscriptions`,
  `${HOST}/v1/Subscriptions`,
  `${HOST}/v1/subscriptionsx`,
  `${HOST}/v1/subscriptions/search`,
  `${HOST}/v1/invoices/search`,
  `${HOST}/v1/invoices/upcoming`,
  `${HOST}/v1/customers/search`,
  `${HOST}/v1/prices/search`,
  `${HOST}/v1/products/prod_1`,
  `${HOST}/v1/coupons/abc`,
  `${HOST}/v1/events/evt_1`,
  `${HOST}/v1/subscription_items/si_1`,
  `${HOST}/v1/subscriptions/sub_1/discount`,
  `${HOST}/v1/invoices/in_1/pay`,
  `${HOST}/v1/customers/cus_1/sources`,
  `${HOST}/v1/customers/cus_1/balance_transactions`,
  `${HOST}/v1/subscriptions/cus_1`,
  `${HOST}/v1/subscriptions/sub_`,
  `${HOST}/v1/subscriptions/sub_${'a'.repeat(300)}`,
  // tricks with the spelling of a path
  `${HOST}/v1/subscriptions/../charges`,
  `${HOST}/v1/subscriptions/./sub_1`,
  `${HOST}/v1/prices/.`,
  `${HOST}/v1/prices/..`,
  `${HOST}/v1/prices/../charges`,
  `${HOST}/v1/prices/%2e%2e`,
  `${HOST}/v1/prices/%2E%2E%2Fcharges`,
  `${HOST}/v1/prices/gold%20plan`,
  `${HOST}/v1/subscriptions%2Fsub_1`,
  `${HOST}/v1/subscriptions%00`,
  `${HOST}/v1%2fsubscriptions`,
  `${HOST}/v1/subscriptions;x=1`,
  `${HOST}/v1/subscriptions\\sub_1`,
  `${HOST}\\v1\\subscriptions`,
  `${HOST}/v1/subscriptions\t`,
  `${HOST}/v1/sub\nscriptions`,
  `${HOST}/v1/subscriptions/sub_1\u0000`,
  `${HOST}/v1/subscriptions/sub_é`,
  `${HOST}/v1/subscriptions#x`,
  `${HOST}/v1/subscriptions?limit=1#x`,
  // queries
  `${LIST}?limit=1?status=all`,
  `${LIST}?search=x`,
  `${LIST}?query=status:'active'`,
  `${LIST}?_method=DELETE`,
  `${LIST}?key=${KEY}`,
  `${LIST}?starting_after=${KEY}`,
  `${LIST}?starting_after=x%26${KEY}`,
  `${LIST}?status=whsec_abc`,
  `${LIST}?__proto__=1`,
  `${LIST}?limit[__proto__]=1`,
  `${LIST}?expand[]=data.customer`,
  `${LIST}?limit=1;status=all`,
  `${LIST}?limit="1"`,
  `${LIST}?limit=<1>`,
  `${LIST}?limit=1\n`,
  `${LIST}?customer=cus_1`,
  `${LIST}?email=a%40b.example`,
  `${LIST}?${'limit=1&'.repeat(2_000)}`,
  // things that are no string
  new URL(LIST),
  new Request(LIST),
  new Request(LIST, { method: 'POST' }),
  { url: LIST, toString: () => LIST },
  new String(LIST),
  [LIST],
  null,
  undefined,
  0,
  Symbol('x'),
  () => LIST,
];

const ODD_OPTIONS: [string, unknown][] = [
  ['no options', undefined],
  ['null', null],
  ['a string', 'GET'],
  ['no headers', { method: 'GET' }],
  ['a body', { ...GOOD, body: 'a=1' }],
  ['an empty body', { ...GOOD, body: '' }],
  ['form data', { ...GOOD, body: new URLSearchParams('a=1') }],
  ['credentials', { ...GOOD, credentials: 'include' }],
  ['redirect', { ...GOOD, redirect: 'follow' }],
  ['cache', { ...GOOD, cache: 'force-cache' }],
  ['mode', { ...GOOD, mode: 'no-cors' }],
  ['referrer', { ...GOOD, referrer: 'https://evil.example' }],
  ['referrerPolicy', { ...GOOD, referrerPolicy: 'unsafe-url' }],
  ['integrity', { ...GOOD, integrity: 'sha256-x' }],
  ['keepalive', { ...GOOD, keepalive: true }],
  ['duplex', { ...GOOD, duplex: 'half' }],
  ['window', { ...GOOD, window: null }],
  ['dispatcher', { ...GOOD, dispatcher: {} }],
  ['a symbol', { ...GOOD, [Symbol('x')]: 1 }],
  ['Idempotency-Key', { ...GOOD, headers: { ...HEADERS, 'Idempotency-Key': 'x' } }],
  ['Stripe-Account', { ...GOOD, headers: { ...HEADERS, 'Stripe-Account': 'acct_1' } }],
  ['Stripe-Context', { ...GOOD, headers: { ...HEADERS, 'Stripe-Context': 'acct_1' } }],
  ['X-HTTP-Method-Override', { ...GOOD, headers: { ...HEADERS, 'X-HTTP-Method-Override': 'DELETE' } }],
  ['Cookie', { ...GOOD, headers: { ...HEADERS, Cookie: 'a=1' } }],
  ['Origin', { ...GOOD, headers: { ...HEADERS, Origin: 'https://evil.example' } }],
  ['two keys', { ...GOOD, headers: { ...HEADERS, authorization: `Bearer ${KEY}` } }],
  ['no key', { ...GOOD, headers: { Accept: 'application/json' } }],
  ['a publishable key', { ...GOOD, headers: { Authorization: 'Bearer pk_live_51HabcDEFghiJKLm' } }],
  ['basic authorization', { ...GOOD, headers: { Authorization: `Basic ${btoa(`${KEY}:`)}` } }],
  ['a line break in the key', { ...GOOD, headers: { Authorization: `Bearer ${KEY}\r\nX: y` } }],
  ['an odd version', { ...GOOD, headers: { ...HEADERS, 'Stripe-Version': 'x\r\ny' } }],
  ['a header that is no text', { ...GOOD, headers: { ...HEADERS, Accept: 1 } }],
  ['headers that are no pairs', { ...GOOD, headers: [['Authorization']] }],
  ['headers that are text', { ...GOOD, headers: 'Authorization: x' }],
];

describe(`refuses ${ODD_METHODS.length + ODD_ADDRESSES.length + ODD_OPTIONS.length} odd requests before the network`, () => {
  async function expectRefused(url: unknown, init: unknown): Promise<void> {
    const { fetch, network, reports } = door();
    const error = await fetch(url as string, init as RequestInit).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ReadOnlyViolation);
    expect(String(error)).not.toContain(KEY.slice(0, 16));
    expect(network).not.toHaveBeenCalled();
    expect(reports).toEqual([]);
  }

  test.each(ODD_METHODS.map((method, index) => ({ method, index })))('method $index: $method', ({ method }) =>
    expectRefused(LIST, { ...GOOD, method }),
  );
  test.each(ODD_ADDRESSES.map((address, index) => ({ address, index })))(
    'address $index: $address',
    ({ address }) => expectRefused(address, GOOD),
  );
  test.each(ODD_OPTIONS)('option: %s', (_, init) => expectRefused(LIST, init));

  test('a method that changes between two looks at it', async () => {
    let looks = 0;
    const shifty = {
      headers: HEADERS,
      get method() {
        looks += 1;
        return looks === 1 ? 'GET' : 'POST';
      },
    };
    const { fetch, sent } = door();
    await fetch(LIST, shifty);
    expect(sent[0]?.init?.method).toBe('GET');
  });

  test('more than a hundred of them', () => {
    expect(ODD_METHODS.length + ODD_ADDRESSES.length + ODD_OPTIONS.length).toBeGreaterThan(100);
  });
});

describe('answers', () => {
  const failureOf = async (response: () => Response | Promise<Response>) => {
    const { fetch, reports } = door(response);
    const error = await fetch(LIST, GOOD).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(TransportError);
    return { code: (error as TransportError).transport, report: reports[0], reports };
  };

  test('a good one is passed on with its request id and without other headers', async () => {
    const headers = { 'request-id': 'req_1', 'stripe-notice': 'hello', 'stripe-should-retry': 'true' };
    const { fetch } = door(() => json({ a: 1 }, { headers }));
    const response = await fetch(LIST, GOOD);
    expect(await response.json()).toEqual({ a: 1 });
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      'request-id': 'req_1',
    });
  });

  test.each<[string, () => Response, string]>([
    ['HTML', () => new Response('<html></html>'), 'bad-answer'],
    ['nothing', () => new Response(''), 'bad-answer'],
    ['blanks', () => new Response('  \n '), 'bad-answer'],
    ['a number', () => json(5), 'bad-answer'],
    ['null', () => json(null), 'bad-answer'],
    ['a string', () => json('x'), 'bad-answer'],
    ['a list', () => json([]), 'bad-answer'],
    ['half an object', () => new Response('{"object":"list","data":['), 'bad-answer'],
    ['no content', () => new Response(null, { status: 204 }), 'bad-answer'],
    [
      'a redirect',
      () => new Response(null, { status: 302, headers: { location: 'https://x.example' } }),
      'bad-answer',
    ],
    ['not modified', () => new Response(null, { status: 304 }), 'bad-answer'],
    ['an endless body', () => new Response(endless()), 'too-large'],
    ['a body that breaks off', () => new Response(broken()), 'cut'],
    ['a body that stalls', () => new Response(new ReadableStream({})), 'timeout'],
  ])('%s', async (_, response, code) => {
    expect((await failureOf(response)).code).toBe(code);
  });

  test.each([
    ['HTML', 502, '<html>Bad gateway</html>'],
    ['nothing', 500, ''],
    ['an object without an error', 503, '{}'],
    ['an error that is text', 500, '{"error":"x"}'],
    ['a number', 500, '5'],
  ])('an error status with %s becomes an error object with its status', async (_, status, body) => {
    const { fetch } = door(() => new Response(body, { status }));
    const response = await fetch(LIST, GOOD);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: { type: 'api_error' } });
  });

  test('a network that fails, and one that is known to be missing', async () => {
    const failing = async () => {
      throw new TypeError(`Failed to fetch ${LIST}`);
    };
    expect((await failureOf(failing)).code).toBe('unreachable');
    const network = vi.fn(failing);
    const offline = createReadOnlyFetch(network as unknown as typeof fetch, {
      now: () => 0,
      isOnline: () => false,
    });
    await expect(offline(LIST, GOOD)).rejects.toMatchObject({ transport: 'offline' });
    expect(network).not.toHaveBeenCalled();
  });

  test('an answer that never comes ends at the timeout, even if the network ignores the abort', async () => {
    const { code, report } = await failureOf(() => new Promise<Response>(() => undefined));
    expect(code).toBe('timeout');
    expect(report).toMatchObject({ status: 0, bytes: null, requestId: null });
  });

  test('cancelling ends a request at once, and no further one leaves', async () => {
    const { fetch, controller, network } = door(() => new Promise<Response>(() => undefined));
    const pending = fetch(LIST, GOOD);
    controller.abort();
    await expect(pending).rejects.toMatchObject({ transport: 'cancelled' });
    await expect(fetch(LIST, GOOD)).rejects.toMatchObject({ transport: 'cancelled' });
    expect(network).toHaveBeenCalledTimes(1);
  });
});

describe('the report for the activity log', () => {
  test('has time, path, status, duration, bytes and request id, and neither key nor ids of products', async () => {
    const times = [1_000, 1_250];
    const reports: RequestReport[] = [];
    const fetch = createReadOnlyFetch(
      (async () => json({ a: 1 }, { headers: { 'request-id': 'req_1' } })) as typeof globalThis.fetch,
      {
        now: () => times.shift() ?? 9_999,
        onRequest: (report) => void reports.push(report),
      },
    );
    await fetch(`${HOST}/v1/products?limit=100&ids[0]=prod_1&expand[0]=data.default_price`, GOOD);
    expect(reports).toEqual([
      {
        at: 1_000,
        path: '/v1/products?limit=100',
        status: 200,
        durationMs: 250,
        bytes: 7,
        requestId: 'req_1',
      },
    ]);
    expect(JSON.stringify(reports)).not.toContain('sk_live');
  });

  test('also counts a request that brought nothing', async () => {
    const { fetch, reports } = door(() => new Response('<html>', { status: 200 }));
    await fetch(LIST, GOOD).catch(() => undefined);
    expect(reports).toMatchObject([{ status: 200, bytes: 6, requestId: null }]);
  });

  test('drops a request id that does not look like one', async () => {
    const { fetch, reports } = door(() => json({}, { headers: { 'request-id': '<script>' } }));
    await fetch(LIST, GOOD);
    expect(reports[0]?.requestId).toBeNull();
  });
});

test.each([
  ['subscriptions', 'sub_1', true],
  ['subscriptions', 'sub_1/../x', false],
  ['subscriptions', '', false],
  ['invoices', 'upcoming', false],
  ['customers', 'cus_1', true],
  ['prices', 'gold-plan', true],
  ['prices', 'gold plan', false],
  ['prices', 'search', false],
  ['prices', '..', false],
] as const)('isReadableId(%s, %s) is %s', (collection, id, expected) => {
  expect(isReadableId(collection, id)).toBe(expected);
});

function endless(): ReadableStream<Uint8Array> {
  const piece = new Uint8Array(8 * 1024 * 1024);
  return new ReadableStream({ pull: (controller) => controller.enqueue(piece) });
}

function broken(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"a":'));
    },
    pull(controller) {
      controller.error(new TypeError('network error'));
    },
  });
}
