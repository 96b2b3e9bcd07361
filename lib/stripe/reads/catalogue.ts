import type { Coupon, PriceTerms } from '../../model/subscription.ts';
import { type FoundResult, NOT_FOUND, type StripeResult } from '../errors.ts';
import { PAGE_SIZE } from '../page-size.ts';
import { parseCoupon, parsePriceTerms, parseProduct } from '../parse/catalogue.ts';
import { holdsKey, isReadableId, MAX_URL_LENGTH } from '../transport/read-only-fetch.ts';
import { type ListPage, type ListRequest, pageParameters, parsePage } from './list-page.ts';
import type { Requests } from './requests.ts';

export interface CatalogueReads {
  /** Up to 100 ids per request. Missing from the result: deleted products, and ids that can't be sent. */
  listProducts(ids: readonly string[]): Promise<StripeResult<{ names: Map<string, string> }>>;
  getPriceTerms(id: string, currencies?: readonly string[]): Promise<FoundResult<{ terms: PriceTerms }>>;
  listCoupons(request?: ListRequest): Promise<StripeResult<ListPage<Coupon>>>;
}

/** Leaves room for the rest of the address, which ends at MAX_URL_LENGTH. */
const MOST_ID_CHARACTERS = MAX_URL_LENGTH - 500;
/** More than Stripe has: what a forged account names must fit into an address. */
const MOST_CURRENCIES = 150;

export const catalogueReads = (requests: Requests): CatalogueReads => ({
  listProducts: async (ids) => {
    const names = new Map<string, string>();
    const sendable = [...new Set(ids)].filter((id) => !holdsKey(id));
    for (const batch of batchesOf(sendable)) {
      const page = await requests.list({
        endpoint: 'products',
        call: (sdk) => sdk.products.list({ ids: batch, limit: PAGE_SIZE }),
        parse: (answer) =>
          parsePage(answer, (raw) => {
            const parsed = parseProduct(raw);
            return parsed.ok ? parsed.product : null;
          }),
      });
      if (!page.ok) return page;
      for (const { id, name } of page.items) names.set(id, name);
    }
    return { ok: true, names };
  },

  getPriceTerms: async (id, currencies = []) => {
    if (!isReadableId('prices', id)) return NOT_FOUND;
    // Must name each currency: Stripe silently ignores "currency_options.tiers".
    const tiersOf = currencies
      .filter(isCurrencyCode)
      .slice(0, MOST_CURRENCIES)
      .map((code) => `currency_options.${code}.tiers`);
    return requests.get({
      endpoint: 'prices/id',
      call: (sdk) => sdk.prices.retrieve(id, { expand: ['tiers', 'currency_options', ...tiersOf] }),
      parse: (answer) => {
        const parsed = parsePriceTerms(answer);
        return parsed.ok && parsed.terms.id === id ? parsed : null;
      },
    });
  },

  listCoupons: (request = {}) =>
    requests.list({
      endpoint: 'coupons',
      call: (sdk) =>
        sdk.coupons.list({
          ...pageParameters(request),
          expand: ['data.applies_to', 'data.currency_options'],
        }),
      parse: (answer) =>
        parsePage(answer, (raw) => {
          const parsed = parseCoupon(raw, { appliesToRead: true });
          return parsed.ok ? parsed.coupon : null;
        }),
    }),
});

function isCurrencyCode(code: string): boolean {
  return /^[a-z]{3}$/.test(code);
}

/** Of at most a page each, and short enough for one address. */
function batchesOf(ids: readonly string[]): string[][] {
  const batches: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const id of ids) {
    const added = encodeURIComponent(`ids[${PAGE_SIZE}]=${id}&`).length;
    const last = batches.at(-1);
    if (last === undefined || last.length === PAGE_SIZE || length + added > MOST_ID_CHARACTERS) {
      batches.push([id]);
      length = added;
    } else {
      last.push(id);
      length += added;
    }
  }
  return batches;
}
