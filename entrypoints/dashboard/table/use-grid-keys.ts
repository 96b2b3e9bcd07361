import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { ClientId } from '../../../lib/model/ids.ts';
import type { RowSelection } from './use-row-selection.ts';

interface GridKeys {
  ids: readonly ClientId[];
  /** Of a row, in pixels. */
  height: number;
  /** Pixels above the first row. */
  margin: number;
  scroller: RefObject<HTMLElement | null>;
  body: RefObject<HTMLElement | null>;
  selection: RowSelection;
  onOpen: (id: ClientId) => void;
}

/**
 * The keys of a grid with one Tab stop. Arrows go from row to row and, sideways, into the controls of a row; above the
 * first row is the head.
 */
export function useGridKeys({ ids, height, margin, scroller, body, selection, onOpen }: GridKeys) {
  const [active, setActive] = useState<ClientId | null>(null);
  const found = active === null ? -1 : ids.indexOf(active);
  const activeIndex = ids.length === 0 ? null : Math.max(0, found);
  const wanted = useRef<ClientId | null>(null);

  useLayoutEffect(() => {
    const id = wanted.current;
    if (id === null) return;
    wanted.current = null;
    rowOf(body.current, id)?.focus({ preventScroll: true });
  });

  const goTo = (index: number) => {
    const id = ids[Math.max(0, Math.min(ids.length - 1, index))];
    const element = scroller.current;
    if (id === undefined || !element) return;
    const top = margin + ids.indexOf(id) * height;
    const { above, below } = stickyHeights(body.current);
    if (top < element.scrollTop + above) element.scrollTop = top - above;
    else if (top + height > element.scrollTop + element.clientHeight - below)
      element.scrollTop = top + height + below - element.clientHeight;
    wanted.current = id;
    setActive(id);
    // Rendered already and active already: no render follows.
    rowOf(body.current, id)?.focus({ preventScroll: true });
    return id;
  };

  const onRowKey = (event: KeyboardEvent, index: number): boolean => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / height) - 4);
    const to = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: ids.length - 1,
    }[event.key];
    if (to === undefined) return false;
    if (event.key === 'ArrowUp' && index === 0 && !event.shiftKey) headStops(body.current)[1]?.focus();
    else {
      const from = ids[index];
      if (event.shiftKey && selection.anchor === null && from !== undefined) selection.onRow(from, true);
      const id = goTo(to);
      if (event.shiftKey && id !== undefined) selection.onRow(id, true);
    }
    return true;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    if (event.defaultPrevented || target.getAttribute('role') === 'combobox' || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      event.preventDefault();
      selection.onAll(true);
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    const row = target.closest<HTMLElement>('tr');
    if (!row) return;
    if (row.dataset.head !== undefined) {
      if (event.key === 'ArrowDown') {
        event.preventDefault();
        goTo(0);
      } else if (sideways(event, headStops(body.current))) event.preventDefault();
      return;
    }
    const id = row.dataset.id as ClientId | undefined;
    const index = id === undefined ? -1 : ids.indexOf(id);
    if (id === undefined || index < 0) return;
    const stops = [row, ...row.querySelectorAll<HTMLElement>('[data-stop], [role="combobox"]')];
    if (onRowKey(event, index) || sideways(event, stops)) event.preventDefault();
    else if (target === row && event.key === 'Enter') {
      event.preventDefault();
      onOpen(id);
    } else if (target === row && event.key === ' ') {
      event.preventDefault();
      selection.onRow(id, event.shiftKey);
    }
  };

  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const id = (event.target as HTMLElement).closest<HTMLElement>('tr')?.dataset.id;
    if (id !== undefined && id !== active) setActive(id as ClientId);
  };
  return { activeIndex, onKeyDown, onFocus };
}

/** Moves to the control before or after; false: another key, or there is none. */
function sideways(event: KeyboardEvent, stops: readonly HTMLElement[]): boolean {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by === undefined) return false;
  const at = stops.indexOf(event.target as HTMLElement);
  stops[Math.max(0, Math.min(stops.length - 1, at + by))]?.focus();
  return true;
}

function rowOf(body: HTMLElement | null, id: ClientId): HTMLElement | null {
  return body?.querySelector<HTMLElement>(`tr[data-id="${CSS.escape(id)}"]`) ?? null;
}

function headStops(body: HTMLElement | null): HTMLElement[] {
  return [...(body?.closest('table')?.querySelectorAll<HTMLElement>('thead [data-stop]') ?? [])];
}

/** What stays over the rows: the head with what is above it, and the totals. */
function stickyHeights(body: HTMLElement | null): { above: number; below: number } {
  const table = body?.closest('table');
  const head = table?.querySelector('thead th');
  const foot = table?.querySelector('tfoot');
  const top = head ? Number.parseFloat(getComputedStyle(head).top) || 0 : 0;
  return { above: top + (head?.clientHeight ?? 0), below: foot?.clientHeight ?? 0 };
}
