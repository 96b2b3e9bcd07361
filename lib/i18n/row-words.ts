import type { AsOf } from '../billing/as-of.ts';
import type { PortfolioRow } from '../billing/portfolio.ts';
import { t } from './catalogues/reasons.ts';
import { t as tShared } from './catalogues/shared.ts';
import { reasonWords } from './reason-words.ts';
import { monthlyText, nextText } from './row-face.ts';

/** `…Why` explains a "—"; otherwise null. */
export interface RowReasons {
  reason: string;
  monthlyWhy: string | null;
  nextWhy: string | null;
}

export interface RowWords extends RowReasons {
  status: string;
  monthly: string;
  next: string;
}

export function rowReasons(row: PortfolioRow, now: AsOf['now']): RowReasons {
  const { nextBilling } = row;
  return {
    reason: reasonWords(row.reason, now),
    monthlyWhy: monthlyWhy(row),
    nextWhy: 'none' in nextBilling ? t(`no-billing.${nextBilling.none}`) : null,
  };
}

export function rowWords(row: PortfolioRow, { now }: AsOf): RowWords {
  return {
    status: tShared(`status.${row.status}`),
    monthly: monthlyText(row),
    next: nextText(row, now),
    ...rowReasons(row, now),
  };
}

function monthlyWhy({ monthly }: PortfolioRow): string | null {
  if (monthly.unknown) {
    const why = monthly.notes.map((note) => t(`note.${note}`)).join('. ');
    return why || t('monthly.part-unknown');
  }
  return monthly.byCurrency.length === 0 ? t('monthly.not-set') : null;
}
