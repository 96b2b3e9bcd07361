import type { StripeFailureCode } from '../model/failure.ts';
import { type Permission, type Permissions, permissionOf } from '../model/permissions.ts';

export interface StripeFailure<Code extends string = StripeFailureCode> {
  ok: false;
  code: Code;
  /** Never Stripe's own text: it may echo the key. */
  detail?: {
    permission?: Permission;
    permissions?: Permissions;
  };
  accountId?: string;
}

export type StripeResult<T> = ({ ok: true } & T) | StripeFailure;
/** Of one object, so never a reason to stop. Not found: deleted, or of another account. */
export type ObjectFailureCode = 'stripe-not-found' | 'stripe-unreadable';
export type FoundResult<T> = ({ ok: true } & T) | StripeFailure<StripeFailureCode | ObjectFailureCode>;

export const NOT_FOUND = { ok: false, code: 'stripe-not-found' } as const;
export const UNREADABLE = { ok: false, code: 'stripe-unreadable' } as const;
export const BAD_ANSWER = { ok: false, code: 'stripe-bad-answer' } as const;

/**
 * What stops a refresh; null: only this object is concerned. Stripe also refuses a read by id for what is odd in
 * that object: if the key were the reason, the lists would be refused too.
 */
export function stopping({ code, ...rest }: AnyFailure): StripeFailure | null {
  if (code === 'stripe-not-found' || code === 'stripe-unreadable' || code === 'stripe-refused') return null;
  return { ...rest, code };
}

export type TransportCode =
  | 'offline'
  | 'unreachable'
  | 'cut'
  | 'timeout'
  | 'cancelled'
  | 'bad-answer'
  | 'too-large';

/** A sent request without a usable answer. Carries only a code. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly transport: TransportCode;

  constructor(transport: TransportCode) {
    super(`Stripe transport: ${transport}`);
    this.transport = transport;
  }
}

/** A forbidden request, stopped before the network. Always a bug. */
export class ReadOnlyViolation extends Error {
  override readonly name = 'ReadOnlyViolation';

  /** @param reason a fixed phrase, never the request: it may hold a secret */
  constructor(reason: string) {
    super(`Refused before the network: ${reason}`);
  }
}

type AnyFailure = StripeFailure<StripeFailureCode | ObjectFailureCode>;

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

/** Error text is only matched, never passed on: it may echo the key. https://docs.stripe.com/api/errors */
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

/** Lists look up nothing by id: a missing object (such as the cursor) is a bad request. */
export function withoutNotFound(found: AnyFailure): StripeFailure {
  return stopping(found) ?? { ok: false, code: 'stripe-refused' };
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

/** Stripe has two wordings: 'rak_subscription_read', and Enabling … ('subscription_read') permissions. */
function permissionIn(message: string): Permission | undefined {
  const named = /'(?:rak_)?([a-z_]{1,60}_read)'/.exec(message)?.[1];
  return named === undefined ? undefined : (permissionOf(`rak_${named}`) ?? undefined);
}

function isOfOtherMode(code: string, message: string): boolean {
  return code === 'livemode_mismatch' || /\bexists in (test|live) mode\b/i.test(message);
}

/** The SDK could not read the answer, or our own code threw. */
function withoutStatus(error: unknown): StripeFailureCode {
  if (valueAt(error, 'detail') instanceof ReadOnlyViolation) return 'request-blocked';
  return textAt(error, 'type') === 'StripeConnectionError' ? 'stripe-unavailable' : 'stripe-bad-answer';
}

/** The SDK puts our fetch's errors in `detail`; its own timeout is a plain error there. */
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
