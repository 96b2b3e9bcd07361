import { type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { t } from '../../lib/i18n/catalogues/clients.ts';
import { useWindow } from '../kit/use-window.ts';
import styles from './ClientList.module.css';
import type { ListedClient } from './use-client-list.ts';

interface ClientListProps {
  rows: readonly ListedClient[];
  scroller: RefObject<HTMLElement | null>;
  estimate: number;
  labelOf: (row: ListedClient) => string;
  children: (row: ListedClient) => ReactNode;
}

/** Pixels above the list until measured: never too many, so that no row is missing. */
const FIRST_MARGIN = 160;

/** Renders only visible rows and the focused one; screen readers still get a full list with positions. */
export function ClientList({ rows, scroller, estimate, labelOf, children }: ClientListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [margin, setMargin] = useState(FIRST_MARGIN);
  const [focused, setFocused] = useState<number | null>(null);
  // After the commit: a scroller around this component has its ref only then.
  useEffect(() => {
    const element = list.current;
    const outer = scroller.current;
    if (!element || !outer) return;
    const look = () =>
      setMargin(
        Math.round(element.getBoundingClientRect().top - outer.getBoundingClientRect().top + outer.scrollTop),
      );
    look();
    // Whatever is above the list may grow: an error, the unlock form, a second currency.
    const watch = new ResizeObserver(look);
    for (let node: Element | null = element; node && node !== outer; node = node.parentElement) {
      for (let above = node.previousElementSibling; above; above = above.previousElementSibling)
        watch.observe(above);
    }
    return () => watch.disconnect();
  }, [scroller]);

  const keyOf = useCallback((index: number) => rows[index]?.client.id ?? String(index), [rows]);
  const view = useWindow({ count: rows.length, keyOf, estimate, scroller, margin, keep: focused });

  return (
    <ul
      ref={list}
      aria-label={t('list')}
      className={styles.list}
      style={{ height: view.total }}
      onFocus={(event) => setFocused(Number(event.target.closest('li')?.dataset.index ?? -1))}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setFocused(null);
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
              {children(row)}
            </li>
          )
        );
      })}
    </ul>
  );
}
