import { useId } from 'react';
import { FILTERS, type StatusFilter } from '../../lib/clients/order.ts';
import { Icon } from '../kit/Icon.tsx';
import { RadioGroup } from '../kit/RadioGroup.tsx';
import styles from './ClientFilter.module.css';

const LABELS: Record<StatusFilter, string> = {
  all: 'All',
  late: 'Late',
  upcoming: 'Upcoming',
  paid: 'Paid',
  other: 'Other',
};

export function ClientSearch({
  value,
  onValueChange,
}: {
  value: string;
  onValueChange: (text: string) => void;
}) {
  const id = useId();
  return (
    <label htmlFor={id} className={styles.search}>
      <Icon name="search" />
      <input
        id={id}
        type="search"
        className={styles.input}
        aria-label="Search clients"
        placeholder="Search clients"
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        onKeyDown={(event) => {
          // First Escape empties the search, the next one closes the popup.
          if (event.key !== 'Escape' || value === '') return;
          event.preventDefault();
          onValueChange('');
        }}
      />
    </label>
  );
}

interface FilterProps {
  value: StatusFilter;
  counts: Record<StatusFilter, number>;
  onValueChange: (value: StatusFilter) => void;
}

export function ClientStatusFilter({ value, counts, onValueChange }: FilterProps) {
  return (
    <RadioGroup
      label="Filter by payment status"
      labelHidden
      shape="bar"
      choices={FILTERS.map((filter) => ({
        value: filter,
        label: LABELS[filter],
        extra: counts[filter].toLocaleString(),
      }))}
      value={value}
      onValueChange={onValueChange}
    />
  );
}
