import type { Invoice } from '../../model/subscription.ts';
import type { Seconds } from '../../model/units.ts';
import { generationRange, toInvoice } from '../../store/records/subscriptions.ts';
import { PAGE_SIZE } from '../../stripe/page-size.ts';
import type { ListRequest } from '../../stripe/reads/list-page.ts';
import type { Checkpoint, FullReadReason } from '../checkpoint.ts';
import type { PageWriter } from '../page-writer.ts';
import type { ReadContext } from './context.ts';
import { listPages } from './list-pages.ts';
import { DONE, type Step } from './task-group.ts';

const EVENTS_LAST_S = 30 * 86_400;
const MOST_PAGES = 3;

/** One attempt and none scheduled: a bank debit in progress or failed. Only an event tells which. */
const isUndecided = (invoice: Invoice): boolean =>
  invoice.collectionMethod === 'charge_automatically' &&
  invoice.attempted &&
  invoice.attemptCount < 2 &&
  invoice.nextPaymentAttempt === null &&
  invoice.paymentFailedAt === undefined;

/** Events since the last refresh were not listed, so failures meanwhile are unknown. */
const ASKED: ReadonlySet<FullReadReason> = new Set(['first', 'permissions', 'position-too-old', 'gap']);

const asksForFailures = (work: NonNullable<Checkpoint['work']>): boolean =>
  work.kind === 'everything' && ASKED.has(work.reason);

/**
 * Notes failed payments on open invoices: from this refresh's events, from earlier data, and after a full
 * read from events of failed payments if an invoice needs them.
 */
export async function noteFailedPayments(context: ReadContext, writer: PageWriter): Promise<Step> {
  const { store, connection, run, reader } = context;
  const { work } = writer.checkpoint;
  if (work === null || !connection.permissions.invoices) return DONE;
  const staged = await store.getAll('invoices', generationRange(connection.id, run.generation));
  const open = staged.map(toInvoice).filter((one) => one.collectionMethod === 'charge_automatically');
  if (open.length === 0) return DONE;
  const failed = new Map<string, Seconds>(Object.entries(work.failedPayments));
  for (const { id, paymentFailedAt } of await store.getAll(
    'invoices',
    generationRange(connection.id, connection.generation),
  )) {
    if (paymentFailedAt !== undefined && !failed.has(id)) failed.set(id, paymentFailedAt);
  }
  const undecided = open.filter((one) => isUndecided(one) && !failed.has(one.id));
  if (asksForFailures(work) && connection.permissions.events && undecided.length > 0) {
    const oldest = Math.min(...undecided.map(({ created }) => created));
    const since = Math.max(oldest, run.startedAt - EVENTS_LAST_S);
    const list = ({ created, ...request }: ListRequest) =>
      reader.listEvents({
        limit: PAGE_SIZE,
        types: ['invoice.payment_failed'],
        created: { gte: since, ...created },
        ...request,
      });
    let pages = 0;
    for await (const page of listPages(list)) {
      // A key that may not read events loses only this.
      if (!page.ok) return page.code === 'stripe-permission' ? DONE : page;
      for (const { invoiceIds, created } of page.items) {
        for (const id of invoiceIds) if (!failed.has(id)) failed.set(id, created);
      }
      pages += 1;
      if (pages === MOST_PAGES) break;
    }
  }
  const invoices = open.flatMap((invoice) => {
    const paymentFailedAt = failed.get(invoice.id);
    return paymentFailedAt === undefined || paymentFailedAt === invoice.paymentFailedAt
      ? []
      : [{ ...invoice, paymentFailedAt }];
  });
  if (invoices.length > 0) await writer.storePage({ invoices }, () => undefined);
  return DONE;
}
