import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useDeferredValue,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Known } from '../../lib/clients/likeness.ts';
import { likelyOptions, type Ranked, searchOptions } from '../../lib/clients/subscription-search.ts';
import {
  subscriptionLabel,
  subscriptionParts,
  subscriptionStatusWord,
} from '../../lib/i18n/subscription-words.ts';
import type { Link } from '../../lib/model/ids.ts';
import { linkKey } from '../../lib/model/ids.ts';
import { classNames } from '../kit/class-names.ts';
import { Icon } from '../kit/Icon.tsx';
import { useWindow } from '../kit/use-window.ts';
import styles from './SubscriptionField.module.css';
import { type Holders, linkOf, preloadSubscriptions, useSubscriptionIndex } from './subscription-options.ts';

interface SubscriptionFieldProps {
  /** The accessible name. */
  label: string;
  /** The client that is linked: likely matches come first. */
  client: Known & { id: string | null };
  value: Link | null;
  /** How the linked subscription reads; null: nothing is linked. */
  valueText: string | null;
  holders: Holders;
  onPick: (link: Link | null, text: string | null) => void;
  /** 'quiet' looks like text until it is approached; 'field' like a form's field. */
  look: 'quiet' | 'field';
  describedBy?: string;
}

/** Height of an option; all are the same, so that ten thousand need no measuring. */
const OPTION_HEIGHT = 48;
const PAGE = 6;

/** What the listbox offers at a position: "None" first, then subscriptions. */
type Item = { none: true } | ({ none: false } & Ranked);

/**
 * A combobox over all subscriptions (ARIA 1.2 pattern, list autocomplete, manual selection).
 * While it is open the field holds the search, and the current choice stays as its placeholder; Escape, Tab and
 * leaving restore the choice. Only the options on screen are rendered.
 */
export function SubscriptionField(props: SubscriptionFieldProps) {
  const { label, client, value, valueText, holders, onPick, look, describedBy } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(-1);
  const { index, failed } = useSubscriptionIndex(open);

  const likely = useMemo(
    () =>
      open && index ? likelyOptions(index, { name: client.name, email: client.email }) : new Set<never>(),
    [open, index, client.name, client.email],
  );
  const items = useMemo<Item[]>(() => {
    if (!open || !index) return [];
    const found = searchOptions(index, likely, query).map((ranked): Item => ({ none: false, ...ranked }));
    return query.trim() === '' || 'none'.startsWith(query.trim().toLowerCase())
      ? [{ none: true }, ...found]
      : found;
  }, [open, index, likely, query]);

  const selectedKey = value && linkKey(value);
  const isSelected = (item: Item) =>
    item.none ? value === null : linkKey(linkOf(item.entry)) === selectedKey;

  const close = useCallback(() => {
    setOpen(false);
    setQuery('');
    setActive(-1);
  }, []);
  const show = () => {
    if (open) return;
    setQuery('');
    setActive(-1);
    setOpen(true);
  };
  const pick = (item: Item | undefined) => {
    close();
    if (!item || isSelected(item)) return;
    if (item.none) onPick(null, null);
    else onPick(linkOf(item.entry), subscriptionLabel(item.entry.option));
  };
  const type = (text: string) => {
    setOpen(true);
    setQuery(text);
    // The best match is at hand for Enter; with nothing typed, nothing is chosen by accident.
    setActive(text.trim() === '' ? -1 : 0);
  };
  const move = (to: number) => {
    if (items.length > 0) setActive((to + items.length) % items.length);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (!open) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        show();
      }
      return;
    }
    const target = {
      ArrowDown: active + 1,
      ArrowUp: active < 0 ? items.length - 1 : active - 1,
      PageDown: Math.min(items.length - 1, active + PAGE),
      PageUp: Math.max(0, active - PAGE),
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (target !== undefined && !(event.altKey && event.key === 'ArrowUp')) {
      event.preventDefault();
      move(target);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      pick(items[active]);
    } else if (event.key === 'Escape' || event.key === 'ArrowUp') {
      // The dialog or the popup around it must not close as well.
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') close();
  };

  const activeItem = active >= 0 && active < items.length ? `${id}-option-${active}` : undefined;
  return (
    <span className={classNames(styles.combo, styles[look], open && styles.open)}>
      <span className={styles.glyph}>
        <Icon name={open ? 'search' : 'link'} size={14} />
      </span>
      <input
        ref={input}
        id={id}
        role="combobox"
        aria-label={label}
        aria-expanded={open}
        aria-controls={open ? `${id}-list` : undefined}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-activedescendant={open ? activeItem : undefined}
        aria-describedby={describedBy}
        className={classNames(styles.input, valueText === null && styles.none)}
        type="text"
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        value={open ? query : (valueText ?? '')}
        placeholder={open ? (valueText ?? 'Search customer, e-mail, product, amount') : 'Link a subscription'}
        title={open ? undefined : (valueText ?? undefined)}
        onChange={(event) => type(event.target.value)}
        onClick={show}
        onKeyDown={onKeyDown}
        // Whatever is typed next replaces the choice instead of lengthening it.
        onFocus={(event) => {
          event.target.select();
          void preloadSubscriptions();
        }}
        onPointerEnter={() => void preloadSubscriptions()}
        onBlur={close}
      />
      <span className={styles.arrow}>
        <Icon name="chevronDown" size={14} />
      </span>
      {open && (
        <Listbox
          id={`${id}-list`}
          optionId={(at) => `${id}-option-${at}`}
          label={label}
          anchor={input}
          items={items}
          active={active}
          isSelected={isSelected}
          onPick={pick}
          onHover={setActive}
          clientId={client.id}
          holders={holders()}
          state={failed ? 'failed' : index === null ? 'loading' : 'ready'}
          start={query === '' ? items.findIndex((item) => !item.none && isSelected(item)) : 0}
          onLost={close}
        />
      )}
    </span>
  );
}

interface ListboxProps {
  id: string;
  optionId: (at: number) => string;
  label: string;
  anchor: RefObject<HTMLInputElement | null>;
  items: readonly Item[];
  active: number;
  isSelected: (item: Item) => boolean;
  onPick: (item: Item) => void;
  onHover: (at: number) => void;
  clientId: string | null;
  holders: ReturnType<Holders>;
  state: 'loading' | 'ready' | 'failed';
  /** The option to show first. */
  start: number;
  /** The field went out of sight. */
  onLost: () => void;
}

/** The options, in the top layer: neither a dialog nor a scrolling list cuts them off. */
function Listbox({
  id,
  optionId,
  label,
  anchor,
  items,
  active,
  isSelected,
  onPick,
  onHover,
  clientId,
  holders,
  state,
  start,
  onLost,
}: ListboxProps) {
  const popup = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useAnchored(popup, anchor, onLost);
  const { rows, total, scrollTo } = useWindow({
    count: items.length,
    keyOf: String,
    estimate: OPTION_HEIGHT,
    scroller: list,
  });
  const shownFirst = useRef(false);
  useLayoutEffect(() => {
    if (shownFirst.current || items.length === 0) return;
    shownFirst.current = true;
    if (start > 0) scrollTo(start, 'center');
  }, [items.length, start, scrollTo]);
  useLayoutEffect(() => {
    if (active >= 0) scrollTo(active);
  }, [active, scrollTo]);
  // Typing shows the best matches again.
  const firstItem = items[0];
  useLayoutEffect(() => {
    if (firstItem && shownFirst.current && active <= 0) list.current?.scrollTo({ top: 0 });
  }, [firstItem, active]);

  const found = items.filter((item) => !item.none).length;
  const said = useDeferredValue(countWords(state, found));
  return (
    <div ref={popup} popover="manual" className={styles.popup}>
      <div ref={list} id={id} role="listbox" aria-label={label} tabIndex={-1} className={styles.list}>
        <div className={styles.total} role="presentation" style={{ height: total }}>
          {rows.map((at) => {
            const item = items[at.index];
            return (
              item && (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox handles the keys, the focus stays there
                // biome-ignore lint/a11y/useFocusableInteractive: active through aria-activedescendant
                <div
                  key={at.index}
                  id={optionId(at.index)}
                  role="option"
                  aria-selected={isSelected(item)}
                  aria-setsize={items.length}
                  aria-posinset={at.index + 1}
                  aria-label={item.none ? 'None' : subscriptionLabel(item.entry.option)}
                  aria-describedby={
                    item.none ? undefined : `${optionId(at.index)}-more-status ${optionId(at.index)}-more`
                  }
                  className={classNames(
                    styles.option,
                    at.index === active && styles.active,
                    isSelected(item) && styles.selected,
                  )}
                  style={{ height: OPTION_HEIGHT, transform: `translateY(${at.start}px)` }}
                  onClick={() => onPick(item)}
                  onPointerMove={() => at.index !== active && onHover(at.index)}
                >
                  {item.none ? (
                    <span className={styles.noneOption}>None</span>
                  ) : (
                    <SubscriptionOptionText
                      ranked={item}
                      moreId={`${optionId(at.index)}-more`}
                      holder={holders.get(linkKey(linkOf(item.entry)))}
                      clientId={clientId}
                    />
                  )}
                  {isSelected(item) && (
                    <span className={styles.tick}>
                      <Icon name="check" size={14} />
                    </span>
                  )}
                </div>
              )
            );
          })}
        </div>
      </div>
      <p className={styles.count} role="status">
        {said}
      </p>
    </div>
  );
}

function countWords(state: ListboxProps['state'], found: number): string {
  if (state === 'loading') return 'Loading subscriptions…';
  if (state === 'failed') return 'The subscriptions could not be read. Close this page and open it again.';
  if (found === 0) return 'No subscription matches.';
  return found === 1 ? '1 subscription' : `${found.toLocaleString()} subscriptions`;
}

function SubscriptionOptionText({
  ranked,
  moreId,
  holder,
  clientId,
}: {
  ranked: Ranked;
  moreId: string;
  holder: { id: string; name: string } | undefined;
  clientId: string | null;
}) {
  const { option } = ranked.entry;
  const [customer, product, amount] = subscriptionParts(option);
  return (
    <span className={styles.words}>
      <span className={styles.customer}>
        <bdi className={styles.ellipsis}>{customer}</bdi>
        {ranked.likely && <span className={styles.likely}>Likely match</span>}{' '}
        <span
          id={`${moreId}-status`}
          className={option.status === 'active' ? styles.isActive : styles.notActive}
        >
          {subscriptionStatusWord(option.status)}
        </span>
      </span>
      <span className={styles.terms}>
        <span className={styles.separator}> · </span>
        <span className={styles.ellipsis}>{`${product} · ${amount}`}</span>{' '}
        {holder && (
          <span id={moreId} className={styles.holder}>
            {holder.id === clientId ? (
              'Linked here'
            ) : (
              <>
                Linked to <bdi>{holder.name}</bdi>
              </>
            )}
          </span>
        )}
      </span>
    </span>
  );
}

/** Keeps the popup beside its field: below if there is room, else above. */
function useAnchored(
  popup: RefObject<HTMLElement | null>,
  anchor: RefObject<HTMLElement | null>,
  onLost: () => void,
): void {
  useLayoutEffect(() => {
    const element = popup.current;
    if (!element) return;
    element.showPopover();
    // The field keeps the focus, so that typing goes on.
    const keepFocus = (event: Event) => event.preventDefault();
    element.addEventListener('mousedown', keepFocus);
    const place = () => {
      const box = anchor.current?.getBoundingClientRect();
      if (!box) return;
      const margin = 8;
      const viewport = { width: document.documentElement.clientWidth, height: window.innerHeight };
      const width = Math.min(Math.max(box.width + 48, 320), viewport.width - 2 * margin);
      const below = viewport.height - box.bottom - margin - 4;
      const above = box.top - margin - 4;
      const up = below < 220 && above > below;
      const { style } = element;
      style.width = `${width}px`;
      style.left = `${Math.max(margin, Math.min(box.left - 24, viewport.width - width - margin))}px`;
      style.maxHeight = `${Math.max(120, Math.min(340, up ? above : below))}px`;
      style.top = up ? 'auto' : `${box.bottom + 4}px`;
      style.bottom = up ? `${viewport.height - box.top + 4}px` : 'auto';
    };
    place();
    const onScroll = (event: Event) => {
      if (event.target instanceof Node && element.contains(event.target)) return;
      place();
    };
    window.addEventListener('resize', place);
    document.addEventListener('scroll', onScroll, { capture: true, passive: true });
    return () => {
      element.removeEventListener('mousedown', keepFocus);
      window.removeEventListener('resize', place);
      document.removeEventListener('scroll', onScroll, { capture: true });
    };
  }, [popup, anchor]);
  useEffect(() => {
    // A row that is scrolled away takes its popup along.
    const field = anchor.current;
    if (!field) return;
    const watch = new IntersectionObserver((seen) => {
      if (seen.at(-1)?.isIntersecting === false) onLost();
    });
    watch.observe(field);
    return () => watch.disconnect();
  }, [anchor, onLost]);
}
