import type { Coupon, PriceTerms } from '../../model/subscription.ts';
import { type FoundResult, NOT_FOUND, type StripeResult } from '../errors.ts';
import { PAGE_SIZE } from '../page-size.ts';
import { parseCoupon, parsePriceTerms, parseProduct } from '../parse/catalogue.ts';
import { isReadableId } from '../transport/read-only-fetch.ts';
import { type ListPage, type ListRequest, pageParameters, parsePage } from './list-page.ts';
import type { Requests } from './requests.ts';

export interface CatalogueReads {
  /** 100 ids per request. Deleted products are missing from the result. */
  listProducts(ids: readonly string[]): Promise<StripeResult<{ names: Map<string, string> }>>;
  getPriceTerms(id: string, currencies?: readonly string[]): Promise<FoundResult<{ terms: PriceTerms }>>;
  listCoupons(request?: ListRequest): Promise<StripeResult<ListPage<Coupon>>>;
}

export const catalogueReads = (requests: Requests): CatalogueReads => ({
  listProducts: async (ids) => {
    const names = new Map<string, string>();
    for (const batch of batchesOf([...new Set(ids)], PAGE_SIZE)) {
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
    const tiersOf = currencies.filter(isCurrencyCode).map((code) => `currency_options.${code}.tiers`);
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

function batchesOf<T>(all: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let start = 0; start < all.length; start += size) batches.push(all.slice(start, start + size));
  return batches;
}
