import { classNames } from '../../../components/kit/class-names.ts';
import type { Sum } from '../../../lib/billing/owed.ts';
import type { Column } from '../../../lib/clients/columns.ts';
import { t } from '../../../lib/i18n/catalogues/dashboard.ts';
import { formats } from '../../../lib/i18n/formats.ts';
import styles from './ClientTable.module.css';
import { isFigure } from './figure-columns.ts';
import type { Totals } from './totals.ts';

interface TotalRowProps {
  columns: readonly Column[];
  totals: Totals;
  rowIndex: number;
  narrow: boolean;
}

export function TotalRow({ columns, totals, rowIndex, narrow }: TotalRowProps) {
  return (
    <tfoot>
      <tr aria-rowindex={rowIndex} className={narrow ? styles.narrowTotal : undefined}>
        <td className={styles.select} />
        {columns.map((column) =>
          column === 'client' ? (
            <th key={column} scope="row" className={styles.client}>
              {t('foot')}
            </th>
          ) : (
            <td key={column} className={classNames(isFigure(column) && styles.figure, styles[column])}>
              {column === 'owed' && <Lines sums={totals.owed} />}
              {column === 'monthly' && <Lines sums={totals.monthly} />}
            </td>
          ),
        )}
        <td className={styles.actions} />
      </tr>
    </tfoot>
  );
}

function Lines({ sums }: { sums: readonly Sum[] }) {
  return sums.map(({ currency, amount }) => (
    <span key={currency} className={styles.sum}>
      {formats.money(amount, currency)}
    </span>
  ));
}
