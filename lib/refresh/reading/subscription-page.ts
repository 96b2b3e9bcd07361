import type { StripeResult } from '../../stripe/errors.ts';
import { expansionsFor } from '../../stripe/expansions.ts';
import { PAGE_SIZE } from '../../stripe/page-size.ts';
import type { ParsedSubscription } from '../../stripe/parse/subscription.ts';
import type { ListPage, ListRequest } from '../../stripe/reads/list-page.ts';
import type { ReadContext } from './context.ts';

export type SubscriptionPage = { ok: true } & ListPage<ParsedSubscription>;

/** Excludes ended subscriptions; expands as far as the key's permissions allow. */
export function listSubscriptionPage(
  { reader, connection }: Pick<ReadContext, 'reader' | 'connection'>,
  request: ListRequest = {},
): Promise<StripeResult<ListPage<ParsedSubscription>>> {
  const expand = expansionsFor(connection.permissions);
  return reader.listSubscriptions({ limit: PAGE_SIZE, ...request, expand });
}
