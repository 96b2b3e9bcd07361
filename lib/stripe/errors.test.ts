import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { STRIPE_FAILURES } from '../model/failure.ts';
import { failureOf, ReadOnlyViolation, TransportError, withoutNotFound } from './errors.ts';
import { createReadOnlyFetch } from './transport/read-only-fetch.ts';

const KEY = 'sk_live_51HabcDEFghiJKLmnoPQRstu';

/** What the SDK makes of an answer, through the real fetch and the real SDK. */
async function errorFrom(status: number, body: unknown): Promise<unknown> {
  const network = async () =>
    new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  const fetch = createReadOnlyFetch(network as typeof globalThis.fetch, { now: () => 0 });
  const stripe = new Stripe(KEY, { httpClient: Stripe.createFetchHttpClient(fetch), maxNetworkRetries: 0 });
  return stripe.subscriptions.list({ limit: 1 }).then(
    () => 'no error',
    (error: unknown) => error,
  );
}

const error = (fields: Record<string, unknown>) => ({ error: { type: 'invalid_request_error', ...fields } });

test.each([
  [
    'a wrong key',
    401,
    error({ message: `Invalid API Key provided: ${KEY}` }),
    { code: 'stripe-key-invalid' },
  ],
  [
    'an expired key',
    401,
    error({ code: 'api_key_expired', message: 'Expired API Key provided: sk_live_***rstu' }),
    { code: 'stripe-key-expired' },
  ],
  [
    'an address that is not on the list',
    401,
    error({ message: 'The API key provided does not allow requests from your IP address.' }),
    { code: 'stripe-key-ip' },
  ],
  [
    'a permission, in one wording',
    403,
    error({
      code: 'more_permissions_required',
      message: `The provided key 'rk_live_***' does not have the required permissions for this endpoint on account 'acct_1G9HZLIEn49ers'. Having the 'rak_plan_read' permission would allow this request to continue.`,
    }),
    { code: 'stripe-permission', detail: { permission: 'prices' }, accountId: 'acct_1G9HZLIEn49ers' },
  ],
  [
    'a permission, in the other wording',
    403,
    error({
      message:
        "Enabling coupon read ('coupon_read') permissions on this key would allow this request to continue.",
    }),
    { code: 'stripe-permission', detail: { permission: 'coupons' } },
  ],
  ['a permission without a name', 403, error({ message: 'No.' }), { code: 'stripe-permission' }],
  [
    'a permission of another kind',
    403,
    error({ message: "Having the 'rak_accounts_kyc_basic_read' permission" }),
    { code: 'stripe-permission' },
  ],
  [
    'a publishable key',
    403,
    error({
      code: 'secret_key_required',
      message: 'This API call cannot be made with a publishable API key.',
    }),
    { code: 'stripe-permission' },
  ],
  [
    'the other mode',
    404,
    error({
      code: 'resource_missing',
      message:
        "No such subscription: 'sub_1'; a similar object exists in test mode, but a live mode key was used to make this request.",
    }),
    { code: 'stripe-wrong-mode' },
  ],
  [
    'an object that is gone',
    404,
    error({ code: 'resource_missing', message: "No such subscription: 'sub_1'" }),
    { code: 'stripe-not-found' },
  ],
  [
    'an address that Stripe does not know',
    404,
    error({ message: 'Unrecognized request URL' }),
    { code: 'stripe-refused' },
  ],
  [
    'a cursor that is gone',
    400,
    error({ code: 'resource_missing', param: 'starting_after' }),
    { code: 'stripe-refused' },
  ],
  ['a parameter', 400, error({ code: 'parameter_unknown' }), { code: 'stripe-refused' }],
  [
    'an expansion that is too deep',
    400,
    error({ code: 'property_expansion_max_depth' }),
    { code: 'stripe-refused' },
  ],
  ['402', 402, error({ code: 'card_declined' }), { code: 'stripe-refused' }],
  ['409', 409, error({}), { code: 'stripe-unavailable' }],
  ['429', 429, error({ code: 'rate_limit' }), { code: 'stripe-rate-limited' }],
  ['a lock', 429, error({ code: 'lock_timeout' }), { code: 'stripe-rate-limited' }],
  ['a rate limit with status 400', 400, error({ code: 'rate_limit' }), { code: 'stripe-rate-limited' }],
  ['429 as HTML', 429, '<html>', { code: 'stripe-rate-limited' }],
  ['401 as HTML', 401, '<html>', { code: 'stripe-key-invalid' }],
  ['500', 500, error({ type: 'api_error' }), { code: 'stripe-unavailable' }],
  ['502 as HTML', 502, '<html>Bad gateway</html>', { code: 'stripe-unavailable' }],
  ['503 with nothing', 503, '', { code: 'stripe-unavailable' }],
  ['200 with an error in it', 200, error({ message: 'x' }), { code: 'stripe-bad-answer' }],
  ['200 as HTML', 200, '<html>', { code: 'stripe-bad-answer' }],
  ['200 cut off', 200, '{"object":"list","data":[{}', { code: 'stripe-bad-answer' }],
  ['200 that only looks like JSON', 200, '{"object":}', { code: 'stripe-bad-answer' }],
  ['200 with a number', 200, '5', { code: 'stripe-bad-answer' }],
])('%s (%i)', async (_, status, body, expected) => {
  const failure = failureOf(await errorFrom(status, body));
  expect(failure).toEqual({ ok: false, ...expected });
});

test.each([
  ['offline', 'offline'],
  ['unreachable', 'stripe-unavailable'],
  ['cut', 'stripe-unavailable'],
  ['timeout', 'timeout'],
  ['cancelled', 'cancelled'],
  ['bad-answer', 'stripe-bad-answer'],
  ['too-large', 'stripe-bad-answer'],
] as const)('the transport says %s: %s, bare or as the SDK wraps it', (transport, code) => {
  const bare = new TransportError(transport);
  expect(failureOf(bare)).toEqual({ ok: false, code });
  const wrapped = new Stripe.errors.StripeConnectionError({ message: 'x', detail: bare } as never);
  expect(failureOf(wrapped)).toEqual({ ok: false, code });
});

describe('whatever is thrown becomes a code of the union', () => {
  test.each([
    ['undefined', undefined],
    ['null', null],
    ['text', 'boom'],
    ['a plain error', new Error(`with ${KEY}`)],
    ['a TypeError', new TypeError('x')],
    ['a connection error', new Stripe.errors.StripeConnectionError({ message: 'x' } as never)],
    [
      'a timeout of the SDK',
      new Stripe.errors.StripeConnectionError({ detail: { code: 'ETIMEDOUT' } } as never),
    ],
    ['an object', { statusCode: 'x', code: 5, message: {} }],
    ['an odd status', { statusCode: 999 }],
    ['a violation', new Stripe.errors.StripeConnectionError({ detail: new ReadOnlyViolation('x') } as never)],
  ])('%s', (_, thrown) => {
    const failure = withoutNotFound(failureOf(thrown));
    expect(STRIPE_FAILURES).toContain(failure.code);
    expect(JSON.stringify(failure)).not.toContain('51Habc');
  });
});

test('Stripe repeats the key in its text; no part of it comes out', async () => {
  for (const status of [400, 401, 403, 404, 429, 500]) {
    const message = `Invalid API Key provided: ${KEY}; '${KEY}' on account '${KEY}'`;
    const failure = failureOf(await errorFrom(status, error({ message, code: KEY, param: KEY })));
    const text = JSON.stringify(failure);
    for (let start = 0; start + 8 <= KEY.length; start += 1)
      expect(text).not.toContain(KEY.slice(start, start + 8));
  }
});

test('for lists, an object that is missing is a refused request', async () => {
  expect(withoutNotFound(failureOf(await errorFrom(404, error({ code: 'resource_missing' })))).code).toBe(
    'stripe-refused',
  );
});
