import type { Account } from '../account/account.ts';
import type { Faults, Match } from './faults.ts';
import type { ApiKey } from './keys.ts';
import type { RecordedRequest } from './requests.ts';
import { type Incoming, type Outcome, type StripeOptions, StripeService } from './service.ts';

/** What a test sees of the server, with or without a network. */
export interface TestStripe {
  /** The first account. */
  readonly account: Account;
  readonly accounts: readonly Account[];
  readonly keys: readonly ApiKey[];
  /** Every request so far. */
  readonly requests: readonly RecordedRequest[];
  /** Requests to Stripe that were neither GET nor a preflight. Any is a failed test. */
  readonly writes: readonly RecordedRequest[];
  /** OPTIONS requests to Stripe: the browser did not give the caller host access. */
  readonly preflights: readonly RecordedRequest[];
  /** Requests for other hosts than Stripe's. */
  readonly foreign: readonly RecordedRequest[];
  readonly faults: Faults;
  /** The server as a `fetch`. */
  readonly fetch: typeof fetch;
  /** The server as a function. */
  handle(incoming: Incoming): Promise<Outcome>;
  /** The next request that matches. */
  nextRequest(match?: Match): Promise<RecordedRequest>;
  /** Forgets requests, faults and limits; the accounts stay as they are. */
  reset(): void;
}

const networkError = (): TypeError => new TypeError('Failed to fetch');
const abortError = (): DOMException => new DOMException('The operation was aborted.', 'AbortError');

function respond(outcome: Outcome & { kind: 'answer' | 'half' }): Response {
  const { status, headers, body } = outcome;
  if (outcome.kind === 'answer') return new Response(body, { status, headers });
  let sent = false;
  const broken = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (sent) controller.error(networkError());
      else controller.enqueue(new TextEncoder().encode(body.slice(0, Math.floor(body.length / 2))));
      sent = true;
    },
  });
  return new Response(broken, { status, headers });
}

function fetchFrom(service: StripeService): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { signal } = request;
    if (signal.aborted) throw abortError();
    const url = new URL(request.url);
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(abortError()));
    });
    // Nobody may be listening any more when the abort comes.
    aborted.catch(() => undefined);
    const body = request.body ? (await request.arrayBuffer()).byteLength : 0;
    const outcome = await Promise.race([
      aborted,
      service.handle({
        method: request.method,
        host: url.host,
        path: url.pathname,
        query: url.search.slice(1),
        headers: Object.fromEntries(request.headers),
        bodyBytes: body,
        httpVersion: 'none',
        signal,
      }),
    ]);
    if (outcome.kind === 'cut') throw networkError();
    if (outcome.kind === 'stall') return aborted;
    return respond(outcome);
  };
}

/** The view of a service that tests use. */
export function testStripe(service: StripeService): TestStripe {
  const [account] = service.accounts;
  if (!account) throw new Error('A Stripe server needs an account');
  return {
    account,
    accounts: service.accounts,
    get keys() {
      return service.keys;
    },
    get requests() {
      return service.log.all;
    },
    get writes() {
      return service.log.writes;
    },
    get preflights() {
      return service.log.preflights;
    },
    get foreign() {
      return service.log.foreign;
    },
    faults: service.faults,
    fetch: fetchFrom(service),
    handle: (incoming) => service.handle(incoming),
    nextRequest: (match = () => true) => service.log.next(match),
    reset: () => service.reset(),
  };
}

/** Stripe without a network. */
export function createStripe(options: StripeOptions): TestStripe {
  return testStripe(new StripeService(options));
}
