import type { ClientDigest } from '../billing/digest.ts';
import { invoiceDate } from '../billing/invoices.ts';
import { type OverdueInvoice, Sums } from '../billing/owed.ts';
import { t } from '../i18n/catalogues/letter.ts';
import { formats } from '../i18n/formats.ts';
import type { ReminderTemplates } from '../model/settings.ts';
import { readable } from '../text/readable.ts';
import { fillTemplate } from './reminder-template.ts';

export interface Reminder {
  /** Empty: no address is known. */
  to: string;
  subject: string;
  text: string;
}

/** Some systems take no longer address from a browser. */
const LONGEST_BODY = 6000;
const LONGEST_FIELD = 600;

/**
 * What to write to a late client about all of its overdue invoices.
 * @param invoices the longest overdue first, not empty; the link is the page of that one
 */
export function remind(
  client: Pick<ClientDigest, 'name' | 'email' | 'links'>,
  invoices: readonly OverdueInvoice[],
  { templates, link }: { templates: ReminderTemplates; link: string | null },
): Reminder {
  const sums = new Sums();
  for (const { invoice } of invoices) sums.add(invoice.currency, invoice.amountRemaining);
  const days = invoices.map(({ invoice }) => invoice.dueDate ?? invoiceDate(invoice));
  const [first] = days.sort((a, b) => a - b);
  const values = {
    client: readable(client.name),
    invoice: invoices.map(invoiceWords).join(', '),
    amount: sums
      .list()
      .map(({ amount, currency }) => formats.money(amount, currency))
      .join(' + '),
    due: first === undefined ? '' : formats.day(first),
    link,
  };
  return {
    to: client.email || (client.links.find(({ email }) => email)?.email ?? ''),
    subject: fillTemplate(templates.subject ?? t('subject'), values),
    text: fillTemplate(templates.message ?? t('message'), values),
  };
}

/** Opens the user's own mail program; nothing is sent. */
export function mailtoLink({ to, subject, text }: Reminder): string {
  // Mail programs read "+" as itself, so URLSearchParams would not do; line ends are CRLF (RFC 6068).
  const body = encodeWithin(text.replaceAll('\n', '\r\n'), LONGEST_BODY);
  const address = encodeWithin(to, LONGEST_FIELD);
  return `mailto:${address}?subject=${encodeWithin(subject, LONGEST_FIELD)}&body=${body}`;
}

/** Whole characters only, as many as fit. */
function encodeWithin(text: string, most: number): string {
  let encoded = '';
  // Half a character cannot be encoded.
  for (const letter of text.replace(/\p{Cs}/gu, '\ufffd')) {
    const next = encodeURIComponent(letter);
    if (encoded.length + next.length > most) break;
    encoded += next;
  }
  return encoded;
}

function invoiceWords({ invoice }: OverdueInvoice): string {
  return invoice.number === null
    ? t('invoice-of', { day: formats.day(invoiceDate(invoice)) })
    : readable(invoice.number);
}
