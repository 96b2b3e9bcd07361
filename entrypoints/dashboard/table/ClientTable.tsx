import { useCallback, useRef } from 'react';
import { useMargin } from '../../../components/kit/use-margin.ts';
import { useWindow } from '../../../components/kit/use-window.ts';
import { t as tClients } from '../../../lib/i18n/catalogues/clients.ts';
import styles from './ClientTable.module.css';
import { TableHead } from './TableHead.tsx';
import { TableRow } from './TableRow.tsx';
import { TotalRow } from './TotalRow.tsx';
import type { ClientTableProps } from './table-props.ts';
import { useGridKeys } from './use-grid-keys.ts';

/** Pixels, with the line below. */
const ROW = 48;
const NARROW_ROW = 56;
/** Up to here every row is rendered, so that the browser's own search finds it. */
const ALL_RENDERED = 200;

export function ClientTable(props: ClientTableProps) {
  const { rows, ids, columns, selection, narrow, scroller, onOpen } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const height = narrow ? NARROW_ROW : ROW;
  const margin = useMargin(body, scroller);
  const grid = useGridKeys({ ids, height, margin, scroller, body, selection, onOpen });
  const keyOf = useCallback((index: number) => ids[index] ?? String(index), [ids]);
  const view = useWindow({
    count: rows.length,
    keyOf,
    estimate: height,
    scroller,
    margin,
    overscan: rows.length <= ALL_RENDERED ? ALL_RENDERED : 8,
    keep: grid.activeIndex,
  });
  let above = 0;
  return (
    <table
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is an interactive table
      role="grid"
      aria-label={tClients('list')}
      aria-rowcount={rows.length + 1}
      aria-multiselectable="true"
      className={narrow ? styles.narrow : styles.table}
      onKeyDown={grid.onKeyDown}
      onFocus={grid.onFocus}
    >
      {!narrow && (
        <colgroup>
          <col className={styles.selectColumn} />
          {columns.map((column) => (
            <col key={column} className={styles[`${column}Column`]} />
          ))}
          <col className={styles.actionsColumn} />
        </colgroup>
      )}
      <TableHead {...props} />
      <tbody ref={body}>
        {view.rows.flatMap(({ index, key }) => {
          const row = rows[index];
          if (!row) return [];
          const gap = (index - above) * height;
          above = index + 1;
          return [
            gap > 0 && <Gap key={`above ${key}`} height={gap} columns={columns.length + 2} />,
            <TableRow
              key={key}
              index={index}
              row={row}
              columns={columns}
              asOf={props.asOf}
              holders={props.holders}
              accountNames={props.accountNames}
              actions={props.actions}
              selected={selection.ids.has(row.client.id)}
              selecting={selection.ids.size > 0}
              onSelect={selection.onRow}
              opened={props.opened === row.client.id}
              onOpen={onOpen}
              stop={index === grid.activeIndex}
              narrow={narrow}
            />,
          ];
        })}
        {rows.length > above && <Gap height={(rows.length - above) * height} columns={columns.length + 2} />}
      </tbody>
      <TotalRow columns={columns} totals={props.totals} rowIndex={rows.length + 2} narrow={narrow} />
    </table>
  );
}

/** Stands in for rows that are not rendered. */
function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row is not focusable by itself
    <tr aria-hidden="true">
      <td colSpan={columns} className={styles.gap} style={{ height }} />
    </tr>
  );
}
