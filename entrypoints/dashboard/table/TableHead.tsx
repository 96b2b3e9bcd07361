import { useEffect, useRef } from 'react';
import { classNames } from '../../../components/kit/class-names.ts';
import { Icon } from '../../../components/kit/Icon.tsx';
import { VisuallyHidden } from '../../../components/kit/VisuallyHidden.tsx';
import { shownSelected } from '../../../lib/clients/selection.ts';
import { isDescendingFirst } from '../../../lib/clients/sort-by-column.ts';
import { t } from '../../../lib/i18n/catalogues/dashboard.ts';
import styles from './ClientTable.module.css';
import { isFigure } from './figure-columns.ts';
import type { ClientTableProps } from './table-props.ts';

type HeadProps = Pick<ClientTableProps, 'columns' | 'sorting' | 'onSort' | 'selection' | 'ids' | 'narrow'>;

export function TableHead({ columns, sorting, onSort, selection, ids, narrow }: HeadProps) {
  const all = shownSelected(selection, ids);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = all === 'some';
  }, [all]);
  return (
    <thead className={narrow ? styles.narrowHead : undefined}>
      <tr aria-rowindex={1} data-head>
        <td className={styles.select}>
          <input
            ref={box}
            type="checkbox"
            tabIndex={-1}
            data-stop
            className={styles.box}
            aria-label={t('select-all')}
            checked={all === 'all'}
            onChange={() => selection.onAll(all !== 'all')}
          />
        </td>
        {columns.map((column) => {
          const sorted = sorting?.column === column;
          const descending = sorted ? !sorting.descending : isDescendingFirst(column);
          return (
            <th
              key={column}
              scope="col"
              className={classNames(isFigure(column) && styles.figure, column === 'client' && styles.client)}
              aria-sort={!sorted ? undefined : sorting.descending ? 'descending' : 'ascending'}
            >
              <button
                type="button"
                tabIndex={-1}
                data-stop
                className={styles.sort}
                onClick={() => onSort({ column, descending })}
              >
                {t(`column.${column}`)}
                <span className={classNames(styles.arrow, sorted && styles.sorted)}>
                  <span className={sorted && sorting.descending ? undefined : styles.up}>
                    <Icon name="chevronDown" size={12} />
                  </span>
                </span>
              </button>
            </th>
          );
        })}
        <th scope="col">
          <VisuallyHidden>{t('column.actions')}</VisuallyHidden>
        </th>
      </tr>
    </thead>
  );
}
