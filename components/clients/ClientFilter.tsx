import { type RefObject, useId } from 'react';
import type { Sum } from '../../lib/billing/owed.ts';
import { FILTERS, type StatusFilter } from '../../lib/clients/order.ts';
import { t } from '../../lib/i18n/catalogues/clients.ts';
import { formats } from '../../lib/i18n/formats.ts';
import { sumsText } from '../../lib/i18n/row-face.ts';
import { IconButton } from '../kit/Button.tsx';
import { Icon } from '../kit/Icon.tsx';
import { RadioGroup } from '../kit/RadioGroup.tsx';
import { VisuallyHidden } from '../kit/VisuallyHidden.tsx';
import styles from './ClientFilter.module.css';

interface SearchProps {
  /** What is searched; absent: the clients. */
  label?: string;
  value: string;
  onValueChange: (text: string) => void;
  field?: RefObject<HTMLInputElement | null>;
  /** The arrow down: to the list. */
  onLeave?: () => void;
}

export function ClientSearch({ label = t('search'), value, onValueChange, field, onLeave }: SearchProps) {
  const id = useId();
  return (
    <div className={styles.search}>
      <label htmlFor={id} className={styles.glass}>
        <Icon name="search" />
      </label>
      <input
        ref={field}
        id={id}
        type="search"
        className={styles.input}
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' && onLeave) {
            event.preventDefault();
            onLeave();
          }
          // The first Escape clears the search, the next one closes the popup.
          if (event.key !== 'Escape' || value === '') return;
          event.preventDefault();
          onValueChange('');
        }}
      />
      {value !== '' && (
        <IconButton
          label={t('clear-search')}
          icon="close"
          size="sm"
          onClick={(event) => {
            event.currentTarget.parentElement?.querySelector('input')?.focus();
            onValueChange('');
          }}
        />
      )}
    </div>
  );
}

interface FilterProps {
  value: StatusFilter;
  counts: Record<StatusFilter, number>;
  /** What is overdue under Late, what falls due under Upcoming; the main currency first. */
  sums?: Partial<Record<StatusFilter, readonly Sum[]>>;
  shape?: 'bar' | 'tabs';
  onValueChange: (value: StatusFilter) => void;
}

export function ClientStatusFilter({ value, counts, sums = {}, shape = 'bar', onValueChange }: FilterProps) {
  return (
    <RadioGroup
      label={t('filter.label')}
      labelHidden
      shape={shape}
      choices={FILTERS.map((filter) => ({
        value: filter,
        label: t(`filter.${filter}`),
        extra: <Extra count={counts[filter]} sums={sums[filter] ?? []} />,
      }))}
      value={value}
      onValueChange={onValueChange}
    />
  );
}

function Extra({ count, sums }: { count: number; sums: readonly Sum[] }) {
  const [main, ...others] = sums;
  if (!main) return formats.number(count);
  return (
    <span title={sumsText(sums)}>
      {formats.number(count)} · {formats.moneyShort(main.amount, main.currency)}
      {others.length > 0 && (
        <>
          <span className={styles.others} aria-hidden="true">
            {' '}
            +{others.length}
          </span>
          <VisuallyHidden> + {sumsText(others)}</VisuallyHidden>
        </>
      )}
    </span>
  );
}
