import type { SubscriptionItem } from '../../model/subscription.ts';
import { type FoundResult, NOT_FOUND, type StripeResult, UNREADABLE } from '../errors.ts';
import { expansionsOfItems, expansionsOfOne } from '../expansions.ts';
import { PAGE_SIZE } from '../page-size.ts';
import { at } from '../parse/raw.ts';
import { type ParsedSubscription, parseItem, parseSubscription } from '../parse/subscription.ts';
import { isReadableId } from '../transport/read-only-fetch.ts';
import { expandParameter, type ListPage, type ListRequest, pageParameters, parsePage } from './list-page.ts';
import type { Requests } from './requests.ts';

export interface SubscriptionReads {
  /** Newest `created` first. Without `status` Stripe omits canceled ones; 'all' includes them. */
  listSubscriptions(
    request: ListRequest & { status?: string; expand?: readonly string[] },
  ): Promise<StripeResult<ListPage<ParsedSubscription>>>;
  /** `expand` as for lists. `couponProducts`: also reads `applies_to`, even of deleted coupons. */
  getSubscription(
    id: string,
    options?: { expand?: readonly string[]; couponProducts?: boolean },
  ): Promise<FoundResult<{ subscription: ParsedSubscription }>>;
  /** All pages. `expand` as for lists of subscriptions. `complete`: each item was readable. */
  listSubscriptionItems(
    subscriptionId: string,
    options?: { expand?: readonly string[] },
  ): Promise<FoundResult<{ items: SubscriptionItem[]; complete: boolean }>>;
}

/** Stripe allows 20 items; more pages mean an endless list. */
const MAX_ITEM_PAGES = 20;
/** Stripe's maximum depth; in a list it would be one too deep. */
const COUPON_PRODUCTS = ['discounts.source.coupon.applies_to', 'discounts.source.coupon.currency_options'];
const UNKNOWN_CURRENCY = 'xxx';

type ItemOrDeleted = SubscriptionItem | 'deleted';

function itemIn(raw: unknown): ItemOrDeleted | null {
  if (at(raw, 'deleted') === true) return 'deleted';
  return parseItem(raw, UNKNOWN_CURRENCY)?.item ?? null;
}

export const subscriptionReads = (requests: Requests): SubscriptionReads => ({
  listSubscriptions: ({ status, expand, ...request }) =>
    requests.list({
      endpoint: 'subscriptions',
      call: (sdk) =>
        sdk.subscriptions.list({
          ...pageParameters(request),
          ...(status === undefined ? {} : { status }),
          ...expandParameter(expand),
        }),
      parse: (answer) =>
        parsePage(answer, (raw) => {
          const parsed = parseSubscription(raw);
          return parsed.ok ? parsed.subscription : null;
        }),
    }),

  getSubscription: async (id, { expand = [], couponProducts = false } = {}) => {
    if (!isReadableId('subscriptions', id)) return NOT_FOUND;
    const paths = [...expansionsOfOne(expand), ...(couponProducts ? COUPON_PRODUCTS : [])];
    return requests.get({
      endpoint: 'subscriptions/id',
      call: (sdk) => sdk.subscriptions.retrieve(id, expandParameter(paths)),
      parse: (answer) => {
        const parsed = parseSubscription(answer, { appliesToRead: couponProducts });
        return parsed.ok && parsed.subscription.facts.id === id ? parsed : null;
      },
    });
  },

  listSubscriptionItems: async (subscriptionId, { expand = [] } = {}) => {
    if (!isReadableId('subscriptions', subscriptionId)) return NOT_FOUND;
    const expansion = expandParameter(expansionsOfItems(expand));
    const items: SubscriptionItem[] = [];
    let complete = true;
    let after: string | null = null;
    for (let pages = 0; pages < MAX_ITEM_PAGES; pages += 1) {
      const cursor: { starting_after?: string } = after === null ? {} : { starting_after: after };
      const page: FoundResult<ListPage<ItemOrDeleted>> = await requests.get({
        endpoint: 'subscription_items',
        call: (sdk) =>
          sdk.subscriptionItems.list({
            subscription: subscriptionId,
            limit: PAGE_SIZE,
            ...cursor,
            ...expansion,
          }),
        parse: (answer) => parsePage(answer, itemIn),
      });
      if (!page.ok) return page;
      items.push(...page.items.filter((item) => item !== 'deleted'));
      complete &&= page.unreadable.length === 0;
      if (!page.hasMore || page.lastId === null) return { ok: true, items, complete };
      if (page.lastId === after) return UNREADABLE;
      after = page.lastId;
    }
    return UNREADABLE;
  },
});
