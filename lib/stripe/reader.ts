import { type AccountReads, accountReads } from './reads/account.ts';
import { type CatalogueReads, catalogueReads } from './reads/catalogue.ts';
import { type CustomerReads, customerReads } from './reads/customers.ts';
import { type EventReads, eventReads } from './reads/events.ts';
import { type InvoiceReads, invoiceReads } from './reads/invoices.ts';
import { createRequests, type StripeReaderOptions } from './reads/requests.ts';
import { type ScheduleReads, scheduleReads } from './reads/schedules.ts';
import { type SubscriptionReads, subscriptionReads } from './reads/subscriptions.ts';

export interface StripeReader
  extends SubscriptionReads,
    InvoiceReads,
    ScheduleReads,
    CustomerReads,
    CatalogueReads,
    EventReads,
    AccountReads {
  /** Requests sent, retries included. */
  readonly requests: number;
}

/** A paced, retrying reader of one account. Failures are values, without Stripe's text or the key. */
export function createStripeReader(options: StripeReaderOptions): StripeReader {
  const requests = createRequests(options);
  return {
    ...subscriptionReads(requests),
    ...invoiceReads(requests),
    ...scheduleReads(requests),
    ...customerReads(requests),
    ...catalogueReads(requests),
    ...eventReads(requests),
    ...accountReads(requests),
    get requests() {
      return requests.sent;
    },
  };
}
