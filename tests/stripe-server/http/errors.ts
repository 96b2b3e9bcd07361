/** A refusal in Stripe's words: what the handler throws and the response carries. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: { error: Record<string, string> };
  readonly headers: Record<string, string>;

  constructor(status: number, error: Record<string, string>, headers: Record<string, string> = {}) {
    super(error.message ?? error.type);
    this.status = status;
    this.body = { error };
    this.headers = headers;
  }
}

const documented = (code: string): Record<string, string> => ({
  code,
  doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`,
});

/** 400 with an optional code and parameter. */
export function invalidRequest(message: string, param?: string, code?: string): Refusal {
  return new Refusal(400, {
    ...(code ? documented(code) : {}),
    message,
    ...(param ? { param } : {}),
    type: 'invalid_request_error',
  });
}

export function unknownParameter(name: string): Refusal {
  return invalidRequest(`Received unknown parameter: ${name}`, name, 'parameter_unknown');
}

/** `noun` as in "No such subscription". A cursor or filter is refused with 400, a path with 404. */
export function noSuch(noun: string, id: string, param: string, status: 400 | 404, otherMode = ''): Refusal {
  return new Refusal(status, {
    ...documented('resource_missing'),
    message: `No such ${noun}: '${id}'${otherMode}`,
    param,
    type: 'invalid_request_error',
  });
}

/** The sentence Stripe appends when the id exists in the account's other mode. */
export function otherModeHint(mode: 'live' | 'test'): string {
  const other = mode === 'live' ? 'test' : 'live';
  return `; a similar object exists in ${other} mode, but a ${mode} mode key was used to make this request.`;
}

export function unrecognizedUrl(method: string, path: string): Refusal {
  return new Refusal(404, {
    message:
      `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at ` +
      'https://support.stripe.com/.',
    type: 'invalid_request_error',
  });
}

/** Stripe masks a key before it repeats it; what is no key at all is repeated as it came. */
export function maskKey(key: string): string {
  const prefix = /^[a-z]+_(live|test)_/.exec(key)?.[0] ?? '';
  return `${prefix}${'*'.repeat(Math.max(0, key.length - prefix.length - 4))}${key.slice(-4)}`;
}

export function noKey(): Refusal {
  return new Refusal(401, {
    message:
      'You did not provide an API key. You need to provide your API key in the Authorization header, using ' +
      "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication " +
      'for details, or we can help at https://support.stripe.com/.',
    type: 'invalid_request_error',
  });
}

export function invalidKey(key: string): Refusal {
  return new Refusal(401, {
    message: `Invalid API Key provided: ${maskKey(key)}`,
    type: 'invalid_request_error',
  });
}

export function expiredKey(key: string): Refusal {
  return new Refusal(401, {
    ...documented('api_key_expired'),
    message: `Expired API Key provided: ${maskKey(key)}`,
    type: 'invalid_request_error',
  });
}

export function addressRefused(key: string): Refusal {
  return new Refusal(401, {
    message:
      `The API key provided (${maskKey(key)}) does not allow requests from your IP address. ` +
      'Edit the allowed addresses of this key in the Dashboard.',
    type: 'invalid_request_error',
  });
}

export function publishableKey(): Refusal {
  return new Refusal(403, {
    ...documented('secret_key_required'),
    message:
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a ' +
      'list of your API keys at https://dashboard.stripe.com/account/apikeys.',
    type: 'invalid_request_error',
  });
}

/** 403 for a restricted key. Stripe has two wordings in use; both name the permission and the account. */
export function morePermissions(
  key: string,
  accountId: string,
  permission: string,
  wording: 'rak' | 'dashboard',
): Refusal {
  const start = `The provided key '${maskKey(key)}' does not have the required permissions for this endpoint on account '${accountId}'.`;
  const short = permission.replace(/^rak_/, '');
  return new Refusal(403, {
    ...documented('more_permissions_required'),
    message:
      wording === 'rak'
        ? `${start} Having the '${permission}' permission would allow this request to continue.`
        : `${start} Enabling ${short.replaceAll('_', ' ')} ('${short}') permissions on this key would allow this request to continue.`,
    type: 'invalid_request_error',
  });
}

/** Why Stripe's limiter refused, as its header says. */
export type LimitReason = 'global-rate' | 'endpoint-rate' | 'global-concurrency' | 'endpoint-concurrency';

export function rateLimited(reason: LimitReason): Refusal {
  return new Refusal(
    429,
    {
      ...documented('rate_limit'),
      message:
        'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
      type: 'invalid_request_error',
    },
    { 'Stripe-Rate-Limited-Reason': reason },
  );
}

/** A 429 that is no rate limit: the header is missing and waiting longer between requests does not help. */
export function lockTimeout(): Refusal {
  return new Refusal(429, {
    ...documented('lock_timeout'),
    message:
      'This object cannot be accessed right now because another API request or Stripe process is currently ' +
      'accessing it. If you see this error intermittently, retry the request.',
    type: 'invalid_request_error',
  });
}

export function serverError(status: number): Refusal {
  return new Refusal(status, {
    message:
      "An unknown error occurred while processing your request. We've been notified and are looking into it.",
    type: 'api_error',
  });
}

export function writeRefused(method: string): Refusal {
  return new Refusal(403, {
    message: `This test server takes GET requests only; ${method} was recorded as a write.`,
    type: 'invalid_request_error',
  });
}
