import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SAMPLE_KEYS } from '../../../tests/stripe-server/samples/sample-account.ts';
import { FUZZ_TIMEOUT, fuzzRuns } from '../../../tests/support/fuzz.ts';
import { createVirtualTime } from '../../../tests/support/virtual-time.ts';
import { findSecret } from '../../vault/find-secret.fixture.ts';
import { createStripeReader } from '../reader.ts';

const KEY = SAMPLE_KEYS.restricted;

/** Bodies as a proxy, a captive portal or a broken Stripe might send them; some echo the key. */
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('', '<html>', '{', '[]', 'null', '{"object":"list"}', KEY),
);
const error = fc.record(
  {
    type: fc.oneof(text, fc.constantFrom('card_error', 'api_error', 'invalid_request_error')),
    code: fc.oneof(
      text,
      fc.constantFrom('resource_missing', 'api_key_expired', 'rate_limit', 'lock_timeout'),
    ),
    message: fc.oneof(
      text,
      fc.constant(`Invalid API Key provided: ${KEY}`),
      fc.constant(`The key ${KEY} lacks 'rak_subscription_read' on acct_1HelloOtherOne`),
    ),
    param: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  text.map((it) => new TextEncoder().encode(it)),
  fc.jsonValue().map((it) => new TextEncoder().encode(JSON.stringify(it))),
  error.map((it) => new TextEncoder().encode(JSON.stringify({ error: it }))),
  fc
    .record({ object: fc.constant('list'), data: fc.array(fc.jsonValue()), has_more: fc.jsonValue() })
    .map((it) => new TextEncoder().encode(JSON.stringify(it))),
);
const status = fc.oneof(
  fc.constantFrom(200, 400, 401, 402, 403, 404, 409, 429, 500, 502, 503),
  fc.integer({ min: 200, max: 599 }),
);

test(
  'whatever Stripe answers is a value, and no part of the key is in it',
  async () => {
    await fc.assert(
      fc.asyncProperty(status, body, async (code, bytes) => {
        // Waiting is all that takes time here.
        const time = createVirtualTime(0);
        const reader = createStripeReader({
          key: KEY,
          fetch: async () =>
            new Response([204, 205, 304].includes(code) ? null : new Uint8Array(bytes), {
              status: code,
              headers: { 'request-id': 'req_1' },
            }),
          now: time.now,
          random: () => 0.5,
          sleep: time.skip,
        });
        const answers = [
          await reader.listSubscriptions({ limit: 100, expand: [] }),
          await reader.getSubscription('sub_1'),
          await reader.listProducts(['prod_1']),
        ];
        for (const answer of answers) {
          expect(typeof answer.ok).toBe('boolean');
          if (!answer.ok) expect(findSecret(JSON.stringify(answer), KEY, { skip: 8 })).toEqual([]);
        }
      }),
      { numRuns: fuzzRuns('error body') },
    );
  },
  FUZZ_TIMEOUT,
);
