import type { NoBilling } from '../billing/client-figures.ts';
import type { FigureNote } from '../billing/digest.ts';
import type { PaymentStatus } from '../model/client.ts';
import type { Permission } from '../model/connection.ts';
import type { FailureCode } from '../model/failure.ts';

/**
 * All words of one language. A further language is one more file with such a table, and one more line in tables.ts.
 * Whatever a sentence names comes in printed already: money, days, names.
 */
export interface WordTable {
  status: Record<PaymentStatus, string>;
  reason: ReasonTable;
  failure: Record<FailureCode, (detail: FailureWords) => string>;
  change: {
    status(client: string, to: PaymentStatus | string): string;
    more(client: string, amount: string): string;
    less(client: string, amount: string): string;
    missing(client: string): string;
  };
  note: Record<FigureNote, string>;
  noBilling: Record<NoBilling, string>;
  permissionLoss: Record<Permission, string>;
  breakdown: BreakdownTable;
  /** "/ month", "/ 3 months". */
  perInterval(interval: string, count: number): string;
  taxIncluded: string;
  usage: string;
  usageAlone: string;
}

/** Sentences for reasons; each gets its data printed. */
export interface ReasonTable {
  overdue(day: string, amount: string, days: number, others: number): string;
  chargeFailed(day: string, amount: string, days: number, others: number): string;
  firstPaymentIncomplete(invoice: { day: string; amount: string } | null, invoicesReadable: boolean): string;
  stripeSays(status: string, invoicesReadable: boolean): string;
  uncollectible(day: string, amount: string): string;
  ended(day: string | null): string;
  firstPaymentExpired(day: string | null): string;
  trialEndsWithoutPayment(day: string | null): string;
  paused(until: string | null): string;
  pausedAfterTrial: string;
  dueToday(amount: string | null): string;
  dueNotRefreshed(day: string, since: string | null): string;
  renewalAwaited(day: string): string;
  invoiceDue(day: string, amount: string, due: string): string;
  invoiceOpen(day: string, amount: string): string;
  paymentUnderWay(day: string): string;
  invoicePreparing: string;
  trial(until: string | null, charges: boolean, monthly: string | null): string;
  renews(day: string): string;
  paid(next: string | null, invoicesReadable: boolean): string;
  free: string;
  ends(day: string): string;
  endNotRefreshed(day: string, since: string | null): string;
  unknownStatus(status: string): string;
  notFound(since: string): string;
  neverRead: string;
  manual(status: PaymentStatus): string;
  manualNotConfirmed(day: string): string;
  notTracked: string;
  /** Joined to a reason about something else. */
  andEnds(reason: string, day: string): string;
}

export interface BreakdownTable {
  item(line: {
    product: string;
    /** "3 × $50.00", "3 packages of 10 × $5.00", or what tiers come to. */
    quantity: number | null;
    unit: string | null;
    perPeriod: string;
    tiers: boolean;
    packageOf: number | null;
    interval: string;
    count: number;
  }): string;
  metered(product: string): string;
  itemTrial(product: string, until: string): string;
  discount(name: string | null, cut: string, until: string | null): string;
  tax: string;
  notCounted(note: string): string;
  unknown(product: string | null, note: string): string;
  addOn(label: string): string;
  rounding: string;
}

/** What a failure's sentence may name. */
export interface FailureWords {
  permission: string | null;
  seconds: number | null;
  accountName: string | null;
  mode: 'live' | 'test' | null;
}
