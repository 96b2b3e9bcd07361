import Stripe from 'stripe';
import {
  BAD_ANSWER,
  type FoundResult,
  failureOf,
  type StripeResult,
  UNREADABLE,
  withoutNotFound,
} from '../errors.ts';
import { at } from '../parse/raw.ts';
import { createPacer, LIVE_PACE, TEST_PACE } from '../transport/pace.ts';
import { createReadOnlyFetch, type RequestReport } from '../transport/read-only-fetch.ts';
import { createRetrier } from '../transport/retry.ts';

/** Milliseconds, body included; Chrome ends a waiting worker after 30 s. */
const TIMEOUT_MS = 20_000;

export type Sdk = InstanceType<typeof Stripe>;

export interface StripeReaderOptions {
  key: string;
  fetch: typeof fetch;
  /** Milliseconds since 1970. */
  now: () => number;
  random: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** Before a request is sent, which waits for it. */
  onSend?: (report: RequestReport) => Promise<void>;
  onRequest?: (report: RequestReport) => void;
  signal?: AbortSignal;
  /** false: fails immediately as 'offline'. */
  isOnline?: () => boolean;
  /** Milliseconds of retries per read; default 45 000. */
  retryBudgetMs?: number;
  /** No retry starts later (ms since 1970). */
  deadline?: number;
  /** Retries included; the next one fails as 'too-many-requests'. */
  mostRequests?: number;
}

export interface Read<T extends object> {
  /** For the limit of requests per second. */
  endpoint: string;
  call: (sdk: Sdk) => Promise<unknown>;
  /** null: not what was requested. */
  parse: (answer: unknown) => ({ ok: true } & T) | null;
}

/** Sends reads at Stripe's pace and retries transient failures. */
export interface Requests {
  /**
   * One object by its id, or a list that belongs to one object: if no retry helps, only that object is unreadable.
   * A list without its array is no object of Stripe's at all, so it says nothing of this one.
   */
  get<T extends object>(read: Read<T>): Promise<FoundResult<T>>;
  list<T extends object>(read: Read<T>): Promise<StripeResult<T>>;
  /** Requests sent, retries included. */
  readonly sent: number;
}

export function createRequests(options: StripeReaderOptions): Requests {
  let sent = 0;
  let built: Sdk | null = null;
  const sdk = (): Sdk => {
    built ??= buildSdk(options, () => {
      sent += 1;
    });
    return built;
  };
  const pacer = createPacer({
    now: options.now,
    sleep: options.sleep,
    ...(options.signal ? { signal: options.signal } : {}),
    limits: isTestKey(options.key) ? TEST_PACE : LIVE_PACE,
  });
  const retrier = createRetrier({
    pacer,
    random: options.random,
    ...(options.deadline === undefined ? {} : { deadline: options.deadline }),
    limits: options.retryBudgetMs === undefined ? {} : { retryBudgetMs: options.retryBudgetMs },
  });

  const { mostRequests = Number.POSITIVE_INFINITY } = options;

  async function run<T extends object>(
    { endpoint, call, parse }: Read<T>,
    whenUnparsed: typeof UNREADABLE | typeof BAD_ANSWER,
  ): Promise<FoundResult<T>> {
    let unparsed: typeof UNREADABLE | typeof BAD_ANSWER | null = null;
    const result = await retrier.run(endpoint, async (): Promise<FoundResult<T>> => {
      unparsed = null;
      if (sent >= mostRequests) return { ok: false, code: 'too-many-requests' };
      let answer: unknown;
      try {
        answer = await call(sdk());
      } catch (error) {
        return failureOf(error);
      }
      const parsed = parse(answer);
      if (parsed === null) unparsed = isBrokenList(answer) ? BAD_ANSWER : whenUnparsed;
      return parsed ?? BAD_ANSWER;
    });
    return unparsed ?? result;
  }

  return {
    get: (read) => run(read, UNREADABLE),
    async list(read) {
      const result = await run(read, BAD_ANSWER);
      return result.ok ? result : withoutNotFound(result);
    },
    get sent() {
      return sent;
    },
  };
}

function buildSdk(options: StripeReaderOptions, onSent: () => void): Sdk {
  const { key, fetch, now, onSend, onRequest, signal, isOnline } = options;
  const readOnly = createReadOnlyFetch(fetch, {
    now,
    timeoutMs: TIMEOUT_MS,
    onRequest: (report) => {
      onSent();
      onRequest?.(report);
    },
    ...(onSend ? { onSend } : {}),
    ...(signal ? { signal } : {}),
    ...(isOnline ? { isOnline } : {}),
  });
  return new Stripe(key, {
    httpClient: Stripe.createFetchHttpClient(readOnly),
    // We retry ourselves: the SDK doesn't retry a 429, and takes an abort for a lost connection.
    maxNetworkRetries: 0,
    // Longer than ours, which knows why it ended.
    timeout: TIMEOUT_MS + 1_000,
    telemetry: false,
  });
}

const isBrokenList = (answer: unknown): boolean =>
  at(answer, 'object') === 'list' && !Array.isArray(at(answer, 'data'));

function isTestKey(key: string): boolean {
  return /^[a-z]{2}_test_/.test(key);
}
