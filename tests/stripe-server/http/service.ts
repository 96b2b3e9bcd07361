/**
 * The whole server but the network: it records, refuses, delays, breaks and answers. `server.ts` puts it behind
 * HTTP/2, `fetch.ts` behind a `fetch`.
 */

import { type Random, random } from '../../support/random.ts';
import type { Account } from '../account/account.ts';
import { CURRENT_VERSION } from '../account/events.ts';
import {
  addressRefused,
  invalidKey,
  lockTimeout,
  Refusal,
  rateLimited,
  serverError,
  writeRefused,
} from './errors.ts';
import { type Fault, Faults } from './faults.ts';
import { type Answer, answerGet, answering, endpointOf } from './handler.ts';
import type { ApiKey } from './keys.ts';
import { Limiter, type Limits } from './limits.ts';
import { type RecordedRequest, RequestLog } from './requests.ts';

export interface Latency {
  /** Milliseconds for a list. */
  list: number;
  /** Milliseconds for a read by id. */
  byId: number;
  /** Share by which it varies to both sides; default 0.25. */
  jitter?: number;
  seed?: number;
}

export interface StripeOptions {
  /** One account, or several; the key decides which one answers. */
  account: Account | readonly Account[];
  latency?: Latency;
  limits?: Limits;
  /** Hosts that count as Stripe; default `api.stripe.com` only. */
  hosts?: readonly string[];
  /** Milliseconds, for the rate limits. */
  clock?: () => number;
}

/** A request from whatever network there is. */
export interface Incoming {
  method: string;
  host: string;
  path: string;
  query: string;
  headers: Readonly<Record<string, string>>;
  bodyBytes: number;
  httpVersion: string;
  /** Fires when the client goes away. */
  signal: AbortSignal;
}

/** What the network shall do. */
export type Outcome =
  | { kind: 'answer'; status: number; headers: Record<string, string>; body: string }
  /** Sends the headers and half of the body, then breaks. */
  | { kind: 'half'; status: number; headers: Record<string, string>; body: string }
  | { kind: 'cut' }
  | { kind: 'stall' };

const HTML = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';
const WRONG_JSON = JSON.stringify({ object: 'list', data: { surprise: true }, has_more: 'perhaps' });

// Every origin may read Stripe's answers; an extension without host access depends on these.
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, PUT, PATCH, POST, DELETE',
  'access-control-allow-headers': '*, authorization',
  'access-control-expose-headers': 'Request-Id, Stripe-Manage-Version, Stripe-Should-Retry',
  'access-control-max-age': '300',
};

function errorOf(fault: Fault, key: string): Refusal {
  const status = fault.status ?? 500;
  if (fault.code === 'lock_timeout') return lockTimeout();
  if (status === 401) return invalidKey(key);
  if (status === 403) return addressRefused(key);
  return status === 429 ? rateLimited('global-rate') : serverError(status);
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}

export class StripeService {
  readonly accounts: readonly Account[];
  readonly faults = new Faults();
  readonly log: RequestLog;
  readonly #limiter: Limiter;
  readonly #latency: Latency | undefined;
  readonly #random: Random;

  constructor(options: StripeOptions) {
    this.accounts = 'length' in options.account ? options.account : [options.account];
    this.log = new RequestLog(options.hosts ?? ['api.stripe.com']);
    this.#limiter = new Limiter(options.limits ?? null, options.clock ?? (() => performance.now()));
    this.#latency = options.latency;
    this.#random = random(options.latency?.seed ?? 1);
  }

  get keys(): readonly ApiKey[] {
    return this.accounts.flatMap((account) => account.keys);
  }

  reset(): void {
    this.log.clear();
    this.faults.clear();
    this.#limiter.reset();
  }

  /** Answers one request, as slowly and as badly as was asked for. */
  async handle(incoming: Incoming): Promise<Outcome> {
    const request: RecordedRequest = {
      at: Date.now(),
      method: incoming.method,
      // The usual port may be named or not.
      host: incoming.host.replace(/:443$/, ''),
      path: incoming.path,
      query: incoming.query,
      params: new URLSearchParams(incoming.query),
      headers: incoming.headers,
      bodyBytes: incoming.bodyBytes,
      httpVersion: incoming.httpVersion,
      endpoint: endpointOf(incoming.path),
      status: null,
      requestId: null,
      fault: null,
    };
    this.log.add(request);

    if (this.log.isForeign(request)) {
      request.status = 502;
      return { kind: 'answer', status: 502, headers: { 'content-type': 'text/plain' }, body: 'Not Stripe\n' };
    }
    if (request.method === 'OPTIONS') {
      request.status = 200;
      return { kind: 'answer', status: 200, headers: CORS, body: '' };
    }
    if (request.method !== 'GET') {
      return this.#send(
        request,
        answering(() => {
          throw writeRefused(request.method);
        }),
      );
    }

    const fault = this.faults.take(request);
    if (fault) request.fault = fault.kind;
    if (fault?.kind === 'cut') return { kind: 'cut' };
    if (fault?.kind === 'stall') return { kind: 'stall' };

    const pass = this.#limiter.enter(this.#accountOf(request), request.endpoint);
    if (pass instanceof Refusal)
      return this.#send(
        request,
        answering(() => {
          throw pass;
        }),
      );
    try {
      await this.faults.passed(request);
      await wait(this.#delay(request), incoming.signal);
      return this.#finish(request, fault);
    } finally {
      pass.leave();
    }
  }

  #finish(request: RecordedRequest, fault: Fault | null): Outcome {
    const authorization = request.headers.authorization ?? '';
    switch (fault?.kind) {
      case 'html':
        request.status = 502;
        return {
          kind: 'answer',
          status: 502,
          headers: { 'content-type': 'text/html' },
          body: fault.body ?? HTML,
        };
      case 'wrong-json':
        return {
          ...this.#send(request, { status: 200, headers: {}, body: {} }),
          body: fault.body ?? WRONG_JSON,
        };
      case 'status': {
        const outcome = this.#send(
          request,
          answering(() => {
            throw errorOf(fault, authorization.replace(/^Bearer /, ''));
          }),
        );
        return fault.body === undefined ? outcome : { ...outcome, body: fault.body };
      }
      default: {
        const outcome = this.#send(request, answerGet(this.accounts, request));
        return fault?.kind === 'half-body' ? { ...outcome, kind: 'half' } : outcome;
      }
    }
  }

  #send(request: RecordedRequest, answer: Answer): Outcome & { kind: 'answer' } {
    request.status = answer.status;
    request.requestId = `req_${this.#random.text(14)}`;
    return {
      kind: 'answer',
      status: answer.status,
      headers: {
        'content-type': 'application/json',
        'cache-control': 'no-cache, no-store',
        'request-id': request.requestId,
        'stripe-version': CURRENT_VERSION,
        ...CORS,
        ...answer.headers,
      },
      body: JSON.stringify(answer.body),
    };
  }

  /** Whose limits count: the key's account, or the key itself where nobody owns it. */
  #accountOf(request: RecordedRequest): string {
    const authorization = request.headers.authorization ?? '';
    const owner = this.accounts.find((account) =>
      account.keys.some(({ key }) => authorization.endsWith(key)),
    );
    return owner ? `${owner.id} ${owner.mode}` : authorization;
  }

  #delay(request: RecordedRequest): number {
    if (!this.#latency) return 0;
    const { list, byId, jitter = 0.25 } = this.#latency;
    const usual = request.endpoint.endsWith('/:id') ? byId : list;
    return usual * (1 + jitter * (2 * this.#random.next() - 1));
  }
}
