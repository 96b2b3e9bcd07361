import type { Account } from '../account/account.ts';
import { CURRENT_VERSION } from '../account/events.ts';
import { planExpansion, write } from '../account/expand.ts';
import { LIST_ONLY, LISTS, type ListEndpoint } from './endpoints.ts';
import { invalidRequest, noSuch, otherModeHint, Refusal, unrecognizedUrl } from './errors.ts';
import { authenticate, type Caller } from './keys.ts';
import { parseQuery } from './params.ts';

/** A request as far as Stripe's answer depends on it. */
export interface Asked {
  path: string;
  query: string;
  headers: Readonly<Record<string, string>>;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: object;
}

const ADDRESS = /^\/v1\/([a-z_]+)(?:\/([A-Za-z0-9_.%-]+))?$/;

/** For limits and logs: the address without ids. */
export function endpointOf(path: string): string {
  const [, resource, id] = ADDRESS.exec(path) ?? [];
  return id === undefined || resource === undefined ? path : `/v1/${resource}/:id`;
}

function answerList(caller: Caller<Account>, endpoint: ListEndpoint, asked: Asked): object {
  const { account } = caller;
  caller.require(endpoint.permission);
  const query = parseQuery(asked.query, endpoint.rules);
  const tree = planExpansion(query.list('expand'), endpoint.kind, true, caller.require);
  const list = endpoint.page(account, query, asked.path);
  const lookup = account.lookup.bind(account);
  return { ...list, data: list.data.map((object) => write(endpoint.kind, object, tree, lookup)) };
}

function answerOne(
  accounts: readonly Account[],
  caller: Caller<Account>,
  endpoint: ListEndpoint,
  asked: Asked,
  id: string,
): object {
  const { account } = caller;
  caller.require(endpoint.permission);
  const query = parseQuery(asked.query, { expand: { list: 20 } });
  const tree = planExpansion(query.list('expand'), endpoint.kind, false, caller.require);
  // A deleted coupon is gone; only discounts still know it.
  const object = endpoint.kind === 'coupon' ? account.coupons.get(id) : account.lookup(endpoint.kind, id);
  if (!object) {
    const sibling = accounts.find((other) => other.id === account.id && other.mode !== account.mode);
    const hint = sibling?.lookup(endpoint.kind, id) ? otherModeHint(account.mode) : '';
    throw noSuch(endpoint.noun, id, 'id', 404, hint);
  }
  return write(endpoint.kind, object, tree, account.lookup.bind(account));
}

function answerAccount(caller: Caller<Account>, asked: Asked): object {
  const { account } = caller;
  caller.require('rak_accounts_kyc_basic_read');
  parseQuery(asked.query, {});
  return {
    id: account.id,
    object: 'account',
    business_profile: { name: account.name, support_email: null, url: null },
    charges_enabled: true,
    country: account.country,
    default_currency: 'usd',
    details_submitted: true,
    email: null,
    payouts_enabled: true,
    settings: { dashboard: { display_name: account.name, timezone: 'Etc/UTC' } },
    type: 'standard',
  };
}

function body(accounts: readonly Account[], asked: Asked): object {
  const caller = authenticate(accounts, asked.headers.authorization);
  const version = asked.headers['stripe-version'];
  if (version !== undefined && version !== CURRENT_VERSION) {
    throw invalidRequest(`Invalid Stripe API version: ${version}`);
  }
  if (asked.path === '/v1/account') return answerAccount(caller, asked);
  const [, resource = '', id] = ADDRESS.exec(asked.path) ?? [];
  const endpoint = Object.hasOwn(LISTS, resource) ? LISTS[resource] : undefined;
  if (!endpoint || (id !== undefined && LIST_ONLY.includes(resource)))
    throw unrecognizedUrl('GET', asked.path);
  return id === undefined
    ? answerList(caller, endpoint, asked)
    : answerOne(accounts, caller, endpoint, asked, decodeURIComponent(id));
}

/** Turns what a piece of work returns or refuses into an answer. */
export function answering(work: () => object): Answer {
  try {
    return { status: 200, headers: {}, body: work() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, headers: error.headers, body: error.body };
  }
}

/** What Stripe answers to a GET: no limits, no faults, no clock but the account's. */
export function answerGet(accounts: readonly Account[], asked: Asked): Answer {
  return answering(() => body(accounts, asked));
}
