import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { FUZZ_TIMEOUT, fuzzRuns } from '../../tests/support/fuzz.ts';
import { type RequestName, requests } from './messages.ts';
import { answer, type Handlers, isOwnPage, type Self, type Sender } from './serve.ts';

const self: Self = { id: 'abc', origin: 'chrome-extension://abc' };
const popup: Sender = { id: 'abc', url: 'chrome-extension://abc/popup.html', frameId: 0 };

/** Handlers that record what reached them. */
function recording(calls: unknown[]): Handlers {
  const names = Object.keys(requests) as RequestName[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      async (payload: unknown) => {
        calls.push([name, payload]);
        return { ok: true };
      },
    ]),
  ) as unknown as Handlers;
}

describe('only our own pages are answered', () => {
  const accepted: [string, Sender][] = [
    ['the popup', popup],
    ['the popup without a frame id', { id: 'abc', url: 'chrome-extension://abc/popup.html' }],
    ['options with a hash', { id: 'abc', url: 'chrome-extension://abc/options.html#stripe', frameId: 0 }],
    [
      'the dashboard with a query',
      { id: 'abc', url: 'chrome-extension://abc/dashboard.html?x=1', frameId: 0 },
    ],
  ];
  test.each(accepted)('%s is', (_name, sender) => {
    expect(isOwnPage(sender, self)).toBe(true);
  });

  const refused: [string, Sender][] = [
    ['another extension', { ...popup, id: 'other' }],
    ['a web page', { id: 'abc', url: 'https://example.com/popup.html', frameId: 0 }],
    [
      'a content script of ours in a web page',
      { id: 'abc', url: 'https://dashboard.stripe.com/', frameId: 0 },
    ],
    ['a page of ours inside a frame', { ...popup, frameId: 3 }],
    ['an unknown page of ours', { ...popup, url: 'chrome-extension://abc/blank.html' }],
    ['a page whose host only begins alike', { ...popup, url: 'chrome-extension://abcd/popup.html' }],
    ['our host under another scheme', { ...popup, url: 'https://abc/popup.html' }],
    ['a path that only ends alike', { ...popup, url: 'chrome-extension://abc/x/popup.html' }],
    ['no address', { id: 'abc' }],
    ['no address that is one', { id: 'abc', url: 'popup.html' }],
  ];
  test.each(refused)('%s is not, and no handler runs', async (_name, sender) => {
    const calls: unknown[] = [];
    expect(await answer({ name: 'vault.lock', payload: {} }, sender, self, recording(calls))).toEqual({
      ok: false,
      code: 'forbidden-sender',
    });
    expect(calls).toEqual([]);
  });
});

describe('only what the table describes reaches a handler', () => {
  test('a message of the table does', async () => {
    const calls: unknown[] = [];
    await answer({ name: 'vault.unlock', payload: { passphrase: 'x' } }, popup, self, recording(calls));
    expect(calls).toEqual([['vault.unlock', { passphrase: 'x' }]]);
  });

  const wrong: [string, unknown][] = [
    ['an unknown name', { name: 'vault.export', payload: {} }],
    ['a name of Object.prototype', { name: 'constructor', payload: {} }],
    ['a missing field', { name: 'vault.unlock', payload: {} }],
    ['a field of another kind', { name: 'vault.unlock', payload: { passphrase: 1 } }],
    ['a passphrase beyond all reason', { name: 'vault.unlock', payload: { passphrase: 'x'.repeat(5000) } }],
    ['an unknown lock time', { name: 'vault.setLock', payload: { after: '1000', withScreen: true } }],
    ['no payload', { name: 'vault.lock' }],
    ['nothing', null],
    ['a string', 'vault.lock'],
  ];
  test.each(wrong)('%s does not', async (_name, message) => {
    const calls: unknown[] = [];
    expect(await answer(message, popup, self, recording(calls))).toEqual({ ok: false, code: 'bad-request' });
    expect(calls).toEqual([]);
  });

  test(
    'no message whatever makes it throw',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.anything({ withNullPrototype: true, withMap: true }), async (message) => {
          const calls: unknown[] = [];
          expect(await answer(message, popup, self, recording(calls))).toEqual({
            ok: false,
            code: 'bad-request',
          });
          expect(calls).toEqual([]);
        }),
        { numRuns: fuzzRuns('message: anything') },
      );
    },
    FUZZ_TIMEOUT,
  );

  test(
    'whatever stands in a payload, a handler gets what the table describes, and nothing else',
    async () => {
      const names = Object.keys(requests) as RequestName[];
      const field = fc.oneof(
        fc.jsonValue(),
        fc.string({ maxLength: 2_000 }),
        fc.constantFrom<unknown>(
          undefined,
          Number.NaN,
          0,
          3,
          5,
          -1,
          1.5,
          'x'.repeat(1_024),
          'x'.repeat(1_025),
        ),
      );
      const fields = [...new Set(names.flatMap((name) => Object.keys(requests[name].entries)))];
      const payload = fc.dictionary(fc.constantFrom(...fields, '__proto__', 'constructor', 'more'), field);
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...names), payload, async (name, given) => {
          const calls: [string, unknown][] = [];
          const answered = await answer({ name, payload: given }, popup, self, recording(calls));
          expect(answered).toHaveProperty('ok');
          for (const [called, got] of calls) {
            expect(called).toBe(name);
            expect(v.is(requests[name], got)).toBe(true);
            expect(Object.keys(requests[name].entries)).toEqual(
              expect.arrayContaining(Object.keys(got as object)),
            );
            for (const value of Object.values(got as object))
              if (typeof value === 'string') expect(value.length).toBeLessThanOrEqual(1_024);
          }
        }),
        { numRuns: fuzzRuns('message: a payload of the table damaged') },
      );
    },
    FUZZ_TIMEOUT,
  );

  test(
    'no sender but our own pages is taken for one of them',
    () => {
      const piece = fc.constantFrom(
        'chrome-extension:',
        'https:',
        '//',
        'abc',
        'abcd',
        'ABC',
        '/',
        'popup.html',
        '..',
        '@',
        ':',
        '#',
        '?',
        '%2e',
        '\\',
        ' ',
        '.',
      );
      const url = fc.oneof(
        fc.webUrl(),
        fc.string(),
        fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join('')),
      );
      const sender = fc.record(
        {
          id: fc.oneof(fc.constant('abc'), fc.string()),
          url,
          frameId: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
        },
        { requiredKeys: [] },
      );
      fc.assert(
        fc.property(sender, (from) => {
          if (!isOwnPage(from as Sender, self)) return;
          // What a browser would load for this address is one of our pages.
          expect(from).toMatchObject({ id: 'abc' });
          expect(from.frameId ?? 0).toBe(0);
          expect(new URL(from.url ?? '').href).toMatch(
            /^chrome-extension:\/\/abc\/(popup|options|dashboard)\.html([?#]|$)/,
          );
        }),
        { numRuns: fuzzRuns('message: any sender') },
      );
    },
    FUZZ_TIMEOUT,
  );

  test('what a handler throws stays in the background', async () => {
    const handlers = recording([]);
    handlers['vault.lock'] = async () => {
      throw new Error('sk_live_secret');
    };
    expect(await answer({ name: 'vault.lock', payload: {} }, popup, self, handlers)).toEqual({
      ok: false,
      code: 'unexpected',
    });
  });
});
