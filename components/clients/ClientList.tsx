import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { t } from '../../lib/i18n/catalogues/clients.ts';
import type { ClientId } from '../../lib/model/ids.ts';
import { useMargin } from '../kit/use-margin.ts';
import { useWindow } from '../kit/use-window.ts';
import styles from './ClientList.module.css';
import type { ListedClient } from './use-client-list.ts';

export interface ListHandle {
  /** Moves the focus to the active row. */
  focus: () => void;
}

interface ClientListProps {
  rows: readonly ListedClient[];
  scroller: RefObject<HTMLElement | null>;
  /** Pixels of a row until it is measured. */
  estimate: number;
  labelOf: (row: ListedClient) => string;
  handle?: RefObject<ListHandle | null>;
  /** `active`: the row that Tab reaches. */
  children: (row: ListedClient, active: boolean) => ReactNode;
}

/**
 * Renders only visible rows and the active one; screen readers still get a full list with positions. One Tab stop
 * for all rows, the active one: the arrow keys, Home and End move it, and Tab goes on through its controls.
 */
export function ClientList({ rows, scroller, estimate, labelOf, handle, children }: ClientListProps) {
  const list = useRef<HTMLUListElement>(null);
  const margin = useMargin(list, scroller);
  const [activeId, setActiveId] = useState<ClientId | null>(null);
  // A row that is to have the focus once it is rendered.
  const wanted = useRef<number | null>(null);
  const [moves, setMoves] = useState(0);

  const found = rows.findIndex(({ client }) => client.id === activeId);
  // The active client has left the list: the one in its place, so that the Tab stop stays near.
  const [lastIndex, setLastIndex] = useState(0);
  const activeIndex = found >= 0 ? found : Math.min(lastIndex, rows.length - 1);
  if (found >= 0 && found !== lastIndex) setLastIndex(found);

  const keyOf = useCallback((index: number) => rows[index]?.client.id ?? String(index), [rows]);
  const view = useWindow({ count: rows.length, keyOf, estimate, scroller, margin, keep: activeIndex });
  const { scrollTo } = view;

  const moveTo = (index: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[to];
    if (!row) return;
    setActiveId(row.client.id);
    wanted.current = to;
    setMoves((before) => before + 1);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: `moves` says that `wanted` changed
  useEffect(() => {
    if (wanted.current === null) return;
    const target = rowAt(list.current, wanted.current);
    scrollTo(wanted.current);
    wanted.current = null;
    target?.focus({ preventScroll: true });
  }, [moves, scrollTo]);
  useImperativeHandle(handle, () => ({ focus: () => moveTo(activeIndex) }));

  const onKeyDown = (event: KeyboardEvent) => {
    const { target, key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || !(target instanceof Element)) return;
    // Fields and their lists use the arrow keys themselves.
    if (event.defaultPrevented || target.closest('input,textarea,select,[role="listbox"]')) return;
    const to = { ArrowDown: activeIndex + 1, ArrowUp: activeIndex - 1, Home: 0, End: rows.length - 1 }[key];
    if (to === undefined) return;
    event.preventDefault();
    moveTo(to);
  };

  return (
    <ul
      ref={list}
      aria-label={t('list')}
      className={styles.list}
      style={{ height: view.total }}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        const index = Number(event.target.closest('li')?.dataset.index ?? -1);
        const row = rows[index];
        if (row) setActiveId(row.client.id);
      }}
    >
      {view.rows.map(({ index, key, start }) => {
        const row = rows[index];
        return (
          row && (
            <li
              key={key}
              ref={view.measure}
              data-index={index}
              aria-label={labelOf(row)}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              className={styles.item}
              style={{ transform: `translateY(${start}px)` }}
            >
              {children(row, index === activeIndex)}
            </li>
          )
        );
      })}
    </ul>
  );
}

function rowAt(list: HTMLElement | null, index: number): HTMLElement | null {
  return list?.querySelector(`li[data-index="${index}"] [data-row-toggle]`) ?? null;
}
