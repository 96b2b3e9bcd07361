import { RadioGroup } from '../../../components/kit/RadioGroup.tsx';
import type { Sum } from '../../../lib/billing/owed.ts';
import { FILTERS, type StatusFilter as Filter } from '../../../lib/clients/order.ts';
import { t as tClients } from '../../../lib/i18n/catalogues/clients.ts';
import { t } from '../../../lib/i18n/catalogues/dashboard.ts';
import { formats } from '../../../lib/i18n/formats.ts';

export type TableFilter = Filter | 'archived';

interface FilterProps {
  value: TableFilter;
  counts: Record<TableFilter, number>;
  /** The main currency first; empty: no room for money. */
  sums: Partial<Record<TableFilter, readonly Sum[]>>;
  onValueChange: (value: TableFilter) => void;
}

/** The popup's filter, with the archived clients. */
export function StatusFilter({ value, counts, sums, onValueChange }: FilterProps) {
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
