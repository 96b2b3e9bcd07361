import type { StripeFailureCode } from '../model/failure.ts';
import type { Permission, Permissions } from '../model/permissions.ts';
import { permissionOf } from '../model/stripe-permissions.ts';

export interface StripeFailure<Code extends string = StripeFailureCode> {
  ok: false;
  code: Code;
  /** Facts for the sentence. Nothing here is Stripe's own text, which may echo the key. */
  detail?: {
    /** The permission that the key lacks, where Stripe named it. */
    permission?: Permission;
    /** What a check of the key found, also where the key is of no use. */
    permissions?: Permissions;
  };
  /** acct_…, where Stripe's text of a refusal named it. */
  accountId?: string;
}

export type StripeResult<T> = ({ ok: true } & T) | StripeFailure;
/** A read by id can also find nothing: deleted, or of another account. */
export type FoundResult<T> = ({ ok: true } & T) | StripeFailure<StripeFailureCode | 'stripe-not-found'>;

/** What the transport (read-only-fetch.ts) says of a request that brought no usable answer. */
export type TransportCode =
  | 'offline'
  | 'unreachable'
  | 'cut'
  | 'timeout'
  | 'cancelled'
  | 'bad-answer'
  | 'too-large';

/** A request that left and brought no usable answer. Carries a code and nothing of the request. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly transport: TransportCode;

  constructor(transport: TransportCode) {
    super(`Stripe transport: ${transport}`);
    this.transport = transport;
  }
}

/** A request that this extension must never make. It never left; whoever sees this has found a bug. */
export class ReadOnlyViolation extends Error {
  override readonly name = 'ReadOnlyViolation';

  /** @param reason what was wrong, in a few fixed words; never the request itself, which may hold a secret. */
  constructor(reason: string) {
    super(`Refused before the network: ${reason}`);
  }
}

type AnyFailure = StripeFailure<StripeFailureCode | 'stripe-not-found'>;

const failure = (code: AnyFailure['code']): AnyFailure => ({ ok: false, code });

const TRANSPORT: Readonly<Record<TransportCode, StripeFailureCode>> = {
  offline: 'offline',
  unreachable: 'stripe-unavailable',
  cut: 'stripe-unavailable',
  timeout: 'timeout',
  cancelled: 'cancelled',
  'bad-answer': 'stripe-bad-answer',
  'too-large': 'stripe-bad-answer',
};

/**
 * Any error that a call of the SDK can end in → a failure of the closed union.
 * Reads type, status, code and, only to recognise a case, the text; the text itself never comes out.
 * Table of cases: docs of Stripe's errors, and recordings of older API versions.
 */
export function failureOf(error: unknown): AnyFailure {
  const transport = transportCodeOf(error);
  if (transport !== null) return failure(TRANSPORT[transport]);
  const status = numberAt(error, 'statusCode');
  const code = textAt(error, 'code');
  const message = textAt(error, 'message');
  if (status === null) return failure(withoutStatus(error));
  if (status < 400) return failure('stripe-bad-answer');
  if (status === 401) return failure(ofUnauthorized(code, message));
  if (status === 403) return ofForbidden(code, message);
  if (status === 429 || code === 'rate_limit') return failure('stripe-rate-limited');
  if (status === 409 || status >= 500) return failure('stripe-unavailable');
  if (code === 'lock_timeout') return failure('stripe-rate-limited');
  if (code === 'api_key_expired' || code === 'platform_api_key_expired') return failure('stripe-key-expired');
  if (isOfOtherMode(code, message)) return failure('stripe-wrong-mode');
  if (status === 404 && code === 'resource_missing') return failure('stripe-not-found');
  return failure('stripe-refused');
}

/** For lists, which look up nothing by id: a missing object (such as the cursor) is a refused request. */
export function withoutNotFound(found: AnyFailure): StripeFailure {
  const { code } = found;
  return { ...found, code: code === 'stripe-not-found' ? 'stripe-refused' : code };
}

function ofUnauthorized(code: string, message: string): StripeFailureCode {
  if (code === 'api_key_expired' || code === 'platform_api_key_expired' || /\bexpired\b/i.test(message)) {
    return 'stripe-key-expired';
  }
  return /\bIP address\b/i.test(message) ? 'stripe-key-ip' : 'stripe-key-invalid';
}

function ofForbidden(code: string, message: string): AnyFailure {
  if (/\bIP address\b/i.test(message)) return failure('stripe-key-ip');
  if (code === 'livemode_mismatch' || code === 'testmode_charges_only') return failure('stripe-wrong-mode');
  const permission = permissionIn(message);
  const accountId = /\bacct_[A-Za-z0-9]{8,64}\b/.exec(message)?.[0];
  return {
    ok: false,
    code: 'stripe-permission',
    ...(permission === undefined ? {} : { detail: { permission } }),
    ...(accountId === undefined ? {} : { accountId }),
  };
}

/** Stripe words it in two ways: 'rak_subscription_read', and Enabling … ('subscription_read') permissions. */
function permissionIn(message: string): Permission | undefined {
  const named = /'(?:rak_)?([a-z_]{1,60}_read)'/.exec(message)?.[1];
  return named === undefined ? undefined : (permissionOf(`rak_${named}`) ?? undefined);
}

function isOfOtherMode(code: string, message: string): boolean {
  return code === 'livemode_mismatch' || /\bexists in (test|live) mode\b/i.test(message);
}

/** An error without a status: the SDK could not read the answer, or something of ours threw. */
function withoutStatus(error: unknown): StripeFailureCode {
  if (valueAt(error, 'detail') instanceof ReadOnlyViolation) return 'stripe-refused';
  return textAt(error, 'type') === 'StripeConnectionError' ? 'stripe-unavailable' : 'stripe-bad-answer';
}

/** The SDK wraps what our fetch throws into `detail` of a connection error; its own timeout is a plain error there. */
function transportCodeOf(error: unknown): TransportCode | null {
  if (error instanceof TransportError) return error.transport;
  const detail = valueAt(error, 'detail');
  if (detail instanceof TransportError) return detail.transport;
  const inner = valueAt(detail, 'cause') ?? valueAt(detail, 'detail');
  if (inner instanceof TransportError) return inner.transport;
  return textAt(detail, 'code') === 'ETIMEDOUT' ? 'timeout' : null;
}

function valueAt(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Reflect.get(value, name);
}

function textAt(value: unknown, name: string): string {
  const found = valueAt(value, name);
  return typeof found === 'string' ? found : '';
}

function numberAt(value: unknown, name: string): number | null {
  const found = valueAt(value, name);
  return typeof found === 'number' ? found : null;
}
