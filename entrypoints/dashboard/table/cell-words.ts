import type { AsOf } from '../../../lib/billing/as-of.ts';
import { clientSince, subscriptionAmounts } from '../../../lib/billing/client-figures.ts';
import type { ClientDigest } from '../../../lib/billing/digest.ts';
import { overdueInvoices } from '../../../lib/billing/owed.ts';
import type { PortfolioRow } from '../../../lib/billing/portfolio.ts';
import { amountPartsWords } from '../../../lib/i18n/amount-words.ts';
import { t } from '../../../lib/i18n/catalogues/dashboard.ts';
import { formats, NOT_KNOWN } from '../../../lib/i18n/formats.ts';
import type { Seconds } from '../../../lib/model/units.ts';

export const cellWords = {
  /** `detail`: the invoice that is late; null: none is, and the reason says all. */
  payment(row: PortfolioRow, asOf: AsOf): { short: string | null; detail: string | null } {
    if (row.status !== 'late') return { short: null, detail: null };
    const [late] = overdueInvoices(row.client, asOf);
    if (!late) return { short: null, detail: null };
    const { number, finalizedAt, created } = late.invoice;
    const day = formats.day(finalizedAt ?? created, asOf.now);
    return {
      short: t('payment.overdue', { days: late.charge && late.days === 0 ? 0 : Math.max(1, late.days) }),
      detail: number === null ? t('payment.unnumbered', { day }) : t('payment.invoice', { number, day }),
    };
  },

  /** A line per interval. */
  amounts: ({ links }: ClientDigest, now: Seconds): string[] =>
    links.flatMap((link) => subscriptionAmounts(link, now).map((part) => amountPartsWords([part]))),

  since(client: ClientDigest): string {
    const since = clientSince(client);
    return since === null ? NOT_KNOWN : formats.day(since);
  },

  /** Product and amount: the customer's name is in the row already. */
  subscription({ links }: ClientDigest, now: Seconds): string | null {
    const [first] = links;
    if (!first) return null;
    return [first.product, amountPartsWords(subscriptionAmounts(first, now))].filter(Boolean).join(' · ');
  },
};
