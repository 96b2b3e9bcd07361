import { useId } from 'react';
import { FILTERS, type StatusFilter } from '../../lib/clients/order.ts';
import { t } from '../../lib/i18n/catalogues/clients.ts';
import { formats } from '../../lib/i18n/formats.ts';
import { Icon } from '../kit/Icon.tsx';
import { RadioGroup } from '../kit/RadioGroup.tsx';
import styles from './ClientFilter.module.css';

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
        aria-label={t('search')}
        placeholder={t('search')}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        onKeyDown={(event) => {
          // The first Escape clears the search, the next one closes the popup.
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
      label={t('filter.label')}
      labelHidden
      shape="bar"
      choices={FILTERS.map((filter) => ({
        value: filter,
        label: t(`filter.${filter}`),
        extra: formats.number(counts[filter]),
      }))}
      value={value}
      onValueChange={onValueChange}
    />
  );
}
