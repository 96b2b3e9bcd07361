import { TransportError } from '../errors.ts';

const CURLY_OPEN = 0x7b;
const CURLY_CLOSE = 0x7d;

/**
 * The SDK hangs on JSON that is no object, loses the status if it is no JSON, and takes a 500 without an
 * `error` for success. It prints some headers (`stripe-notice`) and obeys others (`stripe-should-retry`):
 * dropped.
 *  @throws TransportError 'bad-answer' for a success that is no JSON object
 */
export function answerForSdk(
  status: number,
  body: Uint8Array<ArrayBuffer>,
  requestId: string | null,
): Response {
  const headers = {
    'content-type': 'application/json',
    ...(requestId === null ? {} : { 'request-id': requestId }),
  };
  if (status === 200) {
    if (!looksLikeObject(body)) throw new TransportError('bad-answer');
    return new Response(body, { status, headers });
  }
  if (status < 400 || status > 599) throw new TransportError('bad-answer');
  return new Response(JSON.stringify({ error: errorIn(body) }), { status, headers });
}

/** Checks only the first and last character; the SDK parses the rest. */
function looksLikeObject(body: Uint8Array): boolean {
  return body[firstInk(body, 1)] === CURLY_OPEN && body[firstInk(body, -1)] === CURLY_CLOSE;
}

function firstInk(body: Uint8Array, step: 1 | -1): number {
  let index = step === 1 ? 0 : body.length - 1;
  while (isBlank(body[index])) index += step;
  return index;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function errorIn(body: Uint8Array): Record<string, string> {
  const empty = { type: 'api_error' };
  if (body.length > 100_000) return empty;
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return empty;
  }
  const error: unknown = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'error') : null;
  if (typeof error !== 'object' || error === null) return empty;
  const kept: Record<string, string> = { ...empty };
  for (const name of ['type', 'code', 'param', 'message']) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === 'string') kept[name] = value;
  }
  return kept;
}
