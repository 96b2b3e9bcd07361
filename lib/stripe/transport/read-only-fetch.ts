import { ReadOnlyViolation, TransportError } from '../errors.ts';
import { type AbortHub, createAbortHub } from './abort-hub.ts';
import { answerForSdk } from './sdk-answer.ts';

/** The only way to the network. Requests are built from checked parts, so nothing else slips through. */

/** For the activity log. No key, and no query value that names a person. */
export interface RequestReport {
  /** Milliseconds since 1970. */
  at: number;
  path: string;
  /** 0 without an answer. */
  status: number;
  durationMs: number;
  /** After decompression; null without a body. */
  bytes: number | null;
  requestId: string | null;
}

export interface ReadOnlyFetchOptions {
  /** Called before a request is sent, with the object that `onRequest` gets later; the request waits for it. */
  onSend?: (report: RequestReport) => Promise<void>;
  /** Must not throw. */
  onRequest?: (report: RequestReport) => void;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Body included; default 20 000, below the 30 s after which Chrome ends a worker. */
  timeoutMs?: number;
  signal?: AbortSignal;
  isOnline?: () => boolean;
  /** Default 32 MiB. */
  maxBytes?: number;
}

export { ReadOnlyViolation } from '../errors.ts';

const ORIGIN = 'https://api.stripe.com';
const DEFAULT_TIMEOUT_MS = 20_000;
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
export const MAX_URL_LENGTH = 8_000;

/** `search` and `upcoming` only look like ids. Prices from old plans have freely chosen ids. */
const FREE_ID = '(?!(?:search|upcoming)$)[A-Za-z0-9_-][A-Za-z0-9_.-]{0,254}';
const ALLOWED_PATHS: readonly RegExp[] = [
  /^\/v1\/(?:subscriptions|subscription_items|subscription_schedules|invoices|customers|prices|products|coupons|events|account)$/,
  /^\/v1\/subscriptions\/sub_[A-Za-z0-9_]{1,250}$/,
  /^\/v1\/subscription_schedules\/sub_sched_[A-Za-z0-9_]{1,240}$/,
  /^\/v1\/invoices\/in_[A-Za-z0-9_]{1,250}$/,
  new RegExp(`^/v1/customers/${FREE_ID}$`),
  new RegExp(`^/v1/prices/${FREE_ID}$`),
];

const ALLOWED_PARAMETER =
  /^(?:limit|starting_after|ending_before|status|subscription|created(?:\[(?:gt|gte|lt|lte)\])?|(?:expand|ids|types)\[\d{1,3}\])$/;
/** Only these are logged: their values identify nobody. */
const LOGGED_PARAMETER = /^(?:limit|status|starting_after|ending_before|created(?:\[(?:gt|gte|lt|lte)\])?)$/;
const LOOKS_LIKE_KEY = /(?:^|[^A-Za-z0-9])(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10}|whsec_/i;
const AUTHORIZATION = /^Bearer (?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,250}$/;

const SENT_HEADERS: ReadonlySet<string> = new Set(['authorization', 'accept', 'stripe-version']);
/** The SDK adds these, Stripe doesn't need them: dropped, not refused. */
const DROPPED_HEADERS: ReadonlySet<string> = new Set([
  'content-type',
  'user-agent',
  'x-stripe-client-user-agent',
  'x-stripe-client-telemetry',
]);
const ALLOWED_INIT: ReadonlySet<string> = new Set(['method', 'headers', 'body', 'signal']);

type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** False: requesting `/v1/<collection>/<id>` would be a violation. */
export function isReadableId(
  collection: 'subscriptions' | 'subscription_schedules' | 'invoices' | 'customers' | 'prices',
  id: string,
): boolean {
  return isAllowedPath(`/v1/${collection}/${id}`);
}

/**
 * @throws ReadOnlyViolation before the network, for anything but an allowed GET @throws TransportError if
 * there is no usable answer
 */
export function createReadOnlyFetch(
  fetch: typeof globalThis.fetch,
  options: ReadOnlyFetchOptions,
): typeof globalThis.fetch {
  const hub = createAbortHub(options.signal);
  return async (input, init) => {
    const request = admit(input, init);
    return send(fetch, request, init?.signal ?? null, hub, options);
  };
}

/** true: an address with it would be a violation. Ids of products, prices, plans and coupons are freely chosen. */
export function holdsKey(text: string): boolean {
  return LOOKS_LIKE_KEY.test(text);
}

interface AdmittedRequest {
  url: string;
  headers: Record<string, string>;
}

/** Reads each value once, so an object that answers differently later gains nothing. */
function admit(input: unknown, init: unknown): AdmittedRequest {
  if (typeof input !== 'string') throw new ReadOnlyViolation('the address is not a string');
  const url = admitUrl(input);
  if (typeof init !== 'object' || init === null) throw new ReadOnlyViolation('no method and headers given');
  for (const name of Reflect.ownKeys(init)) {
    if (typeof name !== 'string' || !ALLOWED_INIT.has(name))
      throw new ReadOnlyViolation('an option of fetch');
  }
  if (Reflect.get(init, 'method') !== 'GET') throw new ReadOnlyViolation('the method is not GET');
  const body: unknown = Reflect.get(init, 'body');
  if (body !== undefined && body !== null) throw new ReadOnlyViolation('a body');
  return { url, headers: admitHeaders(Reflect.get(init, 'headers')) };
}

function admitUrl(url: string): string {
  if (url.length > MAX_URL_LENGTH) throw new ReadOnlyViolation('the address is too long');
  if (!url.startsWith(`${ORIGIN}/`)) throw new ReadOnlyViolation('another origin');
  const [path = '', query = '', ...more] = url.slice(ORIGIN.length).split('?');
  if (more.length > 0 || !isAllowedPath(path)) throw new ReadOnlyViolation('a path that is not on the list');
  admitQuery(query);
  // The browser's parser must agree on every character of the address.
  const parsed = new URL(url);
  if (parsed.origin !== ORIGIN || parsed.pathname !== path || parsed.username !== '' || parsed.hash !== '') {
    throw new ReadOnlyViolation('an address that reads in two ways');
  }
  return url;
}

function isAllowedPath(path: string): boolean {
  return ALLOWED_PATHS.some((allowed) => allowed.test(path)) && !holdsKey(path);
}

function admitQuery(query: string): void {
  if (query === '') return;
  if (!/^[A-Za-z0-9_.~%&=+:[\]-]+$/.test(query)) throw new ReadOnlyViolation('a character in the query');
  for (const [name, value] of parametersOf(query)) {
    if (!ALLOWED_PARAMETER.test(name)) throw new ReadOnlyViolation('a parameter that is not on the list');
    if (holdsKey(value)) throw new ReadOnlyViolation('a key in the query');
  }
}

function parametersOf(query: string): [name: string, value: string][] {
  return [...new URLSearchParams(query)];
}

function admitHeaders(given: unknown): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const [name, value] of headerEntries(given)) {
    const lower = name.toLowerCase();
    if (DROPPED_HEADERS.has(lower)) continue;
    if (!SENT_HEADERS.has(lower)) throw new ReadOnlyViolation('a header that is not on the list');
    if (lower in sent) throw new ReadOnlyViolation('a header that comes twice');
    sent[lower] = value;
  }
  if (!AUTHORIZATION.test(sent.authorization ?? '')) throw new ReadOnlyViolation('no key in the right form');
  if (!/^[A-Za-z0-9.-]{0,64}$/.test(sent['stripe-version'] ?? ''))
    throw new ReadOnlyViolation('the API version');
  return { ...sent, accept: 'application/json' };
}

function headerEntries(given: unknown): [string, string][] {
  if (typeof given !== 'object' || given === null) throw new ReadOnlyViolation('no headers');
  const pairs: unknown[] =
    Symbol.iterator in given ? [...(given as Iterable<unknown>)] : Object.entries(given);
  return pairs.map((pair) => {
    const [name, value]: unknown[] = Array.isArray(pair) ? pair : [];
    if (typeof name !== 'string' || typeof value !== 'string')
      throw new ReadOnlyViolation('a header without text');
    return [name, value];
  });
}

async function send(
  fetch: Fetch,
  request: AdmittedRequest,
  sdkSignal: AbortSignal | null,
  hub: AbortHub,
  options: ReadOnlyFetchOptions,
): Promise<Response> {
  const { now, isOnline } = options;
  if (hub.aborted()) throw new TransportError('cancelled');
  if (isOnline?.() === false) throw new TransportError('offline');

  const report: RequestReport = {
    at: now(),
    path: loggedPath(request.url),
    status: 0,
    durationMs: 0,
    bytes: null,
    requestId: null,
  };
  await options.onSend?.(report);
  const clock = startClock(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, hub, sdkSignal);
  try {
    const response = await clock.race(openRequest(fetch, request, clock.signal, isOnline));
    report.status = response.status;
    report.requestId = requestIdOf(response);
    const body = await clock.race(
      readBody(response, options.maxBytes ?? DEFAULT_MAX_BYTES, clock.signal, (length) => {
        report.bytes = length;
      }),
    );
    return answerForSdk(response.status, body, report.requestId);
  } finally {
    clock.stop();
    report.durationMs = Math.max(0, Math.round(now() - report.at));
    options.onRequest?.(report);
  }
}

async function openRequest(
  fetch: Fetch,
  request: AdmittedRequest,
  signal: AbortSignal,
  isOnline: (() => boolean) | undefined,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(request.url, {
      method: 'GET',
      headers: request.headers,
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal,
    });
  } catch {
    // The browser's text varies and may quote the address: only being online counts.
    throw new TransportError(isOnline?.() === false ? 'offline' : 'unreachable');
  }
  if (response.redirected || response.type === 'opaque' || response.type === 'opaqueredirect') {
    throw new TransportError('bad-answer');
  }
  return response;
}

/** In chunks, so a stalled or endless body ends at the timeout or limit. */
async function readBody(
  response: Response,
  maxBytes: number,
  signal: AbortSignal,
  onLength: (length: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  if (response.body === null) return new Uint8Array(0);
  const reader = response.body.getReader();
  const stop = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      length += value.byteLength;
      onLength(length);
      if (length > maxBytes) throw new TransportError('too-large');
    }
  } catch (error) {
    stop();
    throw error instanceof TransportError ? error : new TransportError('cut');
  } finally {
    signal.removeEventListener('abort', stop);
  }
  const whole = new Uint8Array(length);
  let position = 0;
  for (const piece of pieces) {
    whole.set(piece, position);
    position += piece.byteLength;
  }
  return whole;
}

interface RequestClock {
  signal: AbortSignal;
  /** Rejects with a TransportError on abort, even if the promise never settles. */
  race<T>(promise: Promise<T>): Promise<T>;
  stop(): void;
}

function startClock(timeoutMs: number, hub: AbortHub, sdkSignal: AbortSignal | null): RequestClock {
  const controller = new AbortController();
  const end = (code: 'timeout' | 'cancelled') => controller.abort(new TransportError(code));
  const onSdk = () => end('timeout');
  const timer = setTimeout(onSdk, timeoutMs);
  const forgetCancel = hub.onAbort(() => end('cancelled'));
  sdkSignal?.addEventListener('abort', onSdk, { once: true });
  if (sdkSignal?.aborted) onSdk();

  const { signal } = controller;
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  return {
    signal,
    race: async (promise) => {
      try {
        return await Promise.race([promise, aborted]);
      } catch (error) {
        // The abort may race with fetch's own failure: report the abort's reason.
        throw signal.aborted ? signal.reason : error;
      }
    },
    stop: () => {
      clearTimeout(timer);
      forgetCancel();
      sdkSignal?.removeEventListener('abort', onSdk);
    },
  };
}

function requestIdOf(response: Response): string | null {
  const id = response.headers.get('request-id');
  return id !== null && /^[A-Za-z0-9_-]{1,100}$/.test(id) ? id : null;
}

function loggedPath(url: string): string {
  const [path = '', query = ''] = url.slice(ORIGIN.length).split('?');
  const logged = parametersOf(query).filter(([name]) => LOGGED_PARAMETER.test(name));
  const text = logged.map(([name, value]) => `${name}=${value}`).join('&');
  return (text === '' ? path : `${path}?${text}`).slice(0, 300);
}
