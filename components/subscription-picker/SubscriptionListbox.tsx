import { type RefObject, useDeferredValue, useLayoutEffect, useRef } from 'react';
import { t as tClients } from '../../lib/i18n/catalogues/clients.ts';
import { t } from '../../lib/i18n/catalogues/picker.ts';
import { subscriptionLabel } from '../../lib/i18n/subscription-words.ts';
import type { Link } from '../../lib/model/ids.ts';
import { linkKey } from '../../lib/model/ids.ts';
import { classNames } from '../kit/class-names.ts';
import { Icon } from '../kit/Icon.tsx';
import { useWindow } from '../kit/use-window.ts';
import styles from './SubscriptionListbox.module.css';
import { SubscriptionOption } from './SubscriptionOption.tsx';
import { type Choice, isChosen } from './subscription-choices.ts';
import { type Holders, linkOf } from './subscription-options.ts';
import { useAnchored } from './use-anchored.ts';

/** Pixels. Equal heights, so ten thousand options need no measuring. */
const OPTION_HEIGHT = 48;

export interface Choices {
  items: readonly Choice[];
  state: 'loading' | 'ready' | 'failed';
  value: Link | null;
  clientId: string | null;
  holders: ReturnType<Holders>;
}

interface ListboxProps {
  id: string;
  optionId: (at: number) => string;
  label: string;
  anchor: RefObject<HTMLInputElement | null>;
  choices: Choices;
  /** The option that Enter picks; -1: none. */
  active: number;
  onActive: (at: number) => void;
  onPick: (item: Choice) => void;
  /** false: scrolls to the current choice first. */
  searching: boolean;
  onLost: () => void;
}

/** In the top layer, so neither a dialog nor a scrolling list clips it. */
export function SubscriptionListbox(props: ListboxProps) {
  const { id, optionId, label, anchor, choices, active, onActive, onPick, searching, onLost } = props;
  const { items, state, value, clientId, holders } = choices;
  const popup = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useAnchored(popup, anchor, onLost);
  const { rows, total, scrollTo } = useWindow({
    count: items.length,
    keyOf: String,
    estimate: OPTION_HEIGHT,
    scroller: list,
  });
  const start = searching ? 0 : items.findIndex((item) => !item.none && isChosen(item, value));
  const shownFirst = useRef(false);
  useLayoutEffect(() => {
    if (shownFirst.current || items.length === 0) return;
    shownFirst.current = true;
    if (start > 0) scrollTo(start, 'center');
  }, [items.length, start, scrollTo]);
  useLayoutEffect(() => {
    if (active >= 0) scrollTo(active);
  }, [active, scrollTo]);
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
            const chosen = item !== undefined && isChosen(item, value);
            const moreId = `${optionId(at.index)}-more`;
            return (
              item && (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox handles the keys, the focus stays there
                // biome-ignore lint/a11y/useFocusableInteractive: active through aria-activedescendant
                <div
                  key={at.index}
                  id={optionId(at.index)}
                  role="option"
                  aria-selected={chosen}
                  aria-setsize={items.length}
                  aria-posinset={at.index + 1}
                  aria-label={item.none ? tClients('picker.none') : subscriptionLabel(item.entry.option)}
                  aria-describedby={item.none ? undefined : `${moreId}-status ${moreId}`}
                  className={classNames(
                    styles.option,
                    at.index === active && styles.active,
                    chosen && styles.selected,
                  )}
                  style={{ height: OPTION_HEIGHT, transform: `translateY(${at.start}px)` }}
                  onClick={() => onPick(item)}
                  onPointerMove={() => at.index !== active && onActive(at.index)}
                >
                  {item.none ? (
                    <span className={styles.noneOption}>{tClients('picker.none')}</span>
                  ) : (
                    <SubscriptionOption
                      ranked={item}
                      moreId={moreId}
                      holder={holders.get(linkKey(linkOf(item.entry)))}
                      clientId={clientId}
                    />
                  )}
                  {chosen && (
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

function countWords(state: Choices['state'], found: number): string {
  if (state === 'loading') return t('loading');
  if (state === 'failed') return t('failed');
  if (found === 0) return t('no-match');
  return t('found', { count: found });
}
