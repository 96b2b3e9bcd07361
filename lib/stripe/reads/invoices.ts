import type { Invoice } from '../../model/subscription.ts';
import { type FoundResult, NOT_FOUND, type StripeResult } from '../errors.ts';
import { PAGE_SIZE } from '../page-size.ts';
import { hostedPageOf, parseInvoice } from '../parse/invoice.ts';
import { isReadableId } from '../transport/read-only-fetch.ts';
import { idOf, type ListPage, type ListRequest, pageParameters, parsePage } from './list-page.ts';
import type { Requests } from './requests.ts';

export interface InvoiceReads {
  listOpenInvoices(request?: ListRequest): Promise<StripeResult<ListPage<Invoice>>>;
  /** `page`: where the client can pay it, to be kept nowhere; null: Stripe has none. */
  getInvoicePage(id: string): Promise<FoundResult<{ page: string | null }>>;
  /** The latest 100, newest first. */
  listInvoicesOf(subscriptionId: string): Promise<FoundResult<ListPage<Invoice>>>;
}

const invoicesIn = (answer: unknown) =>
  parsePage(answer, (raw) => {
    const parsed = parseInvoice(raw);
    return parsed.ok ? parsed.invoice : null;
  });

export const invoiceReads = (requests: Requests): InvoiceReads => ({
  listOpenInvoices: (request = {}) =>
    requests.list({
      endpoint: 'invoices',
      call: (sdk) => sdk.invoices.list({ ...pageParameters(request), status: 'open' }),
      parse: invoicesIn,
    }),

  getInvoicePage: async (id) => {
    if (!isReadableId('invoices', id)) return NOT_FOUND;
    return requests.get({
      endpoint: 'invoices/id',
      call: (sdk) => sdk.invoices.retrieve(id),
      parse: (answer) => (idOf(answer) === id ? { ok: true, page: hostedPageOf(answer) } : null),
    });
  },

  listInvoicesOf: async (subscriptionId) => {
    if (!isReadableId('subscriptions', subscriptionId)) return NOT_FOUND;
    return requests.get({
      endpoint: 'invoices',
      call: (sdk) => sdk.invoices.list({ subscription: subscriptionId, limit: PAGE_SIZE }),
      parse: invoicesIn,
    });
  },
});
