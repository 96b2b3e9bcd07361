import { RadioGroup } from '../../../components/kit/RadioGroup.tsx';
import type { Sum } from '../../../lib/billing/owed.ts';
import type { Portfolio } from '../../../lib/billing/portfolio.ts';
import { FILTERS, type StatusFilter as Filter } from '../../../lib/clients/order.ts';
import { t as tClients } from '../../../lib/i18n/catalogues/clients.ts';
import { t } from '../../../lib/i18n/catalogues/dashboard.ts';
import { formats } from '../../../lib/i18n/formats.ts';

export type TableFilter = Filter | 'archived';

interface FilterProps {
  value: TableFilter;
  counts: Record<TableFilter, number>;
  /** null: no room for money. */
  figures: Portfolio | null;
  onValueChange: (value: TableFilter) => void;
}

/** The popup's filter, with the archived clients. */
export function StatusFilter({ value, counts, figures, onValueChange }: FilterProps) {
  const sums: Partial<Record<TableFilter, readonly Sum[]>> = figures
    ? { late: figures.overdue, upcoming: figures.due }
    : {};
  return (
    <RadioGroup
      label={tClients('filter.label')}
      labelHidden
      shape="bar"
      choices={[...FILTERS, 'archived' as const].map((filter) => ({
        value: filter,
        label: filter === 'archived' ? t('archived') : tClients(`filter.${filter}`),
        extra: [formats.number(counts[filter]), ...money(sums[filter])].join(' · '),
      }))}
      value={value}
      onValueChange={onValueChange}
    />
  );
}

function money(sums: readonly Sum[] = []): string[] {
  const [first, ...others] = sums;
  if (!first) return [];
  const amount = formats.money(first.amount, first.currency);
  return [others.length > 0 ? `${amount} +${others.length}` : amount];
}
