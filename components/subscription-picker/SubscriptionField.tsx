import { type KeyboardEvent, lazy, Suspense, useCallback, useId, useMemo, useRef, useState } from 'react';
import type { Known } from '../../lib/clients/likeness.ts';
import { t } from '../../lib/i18n/catalogues/clients.ts';
import { subscriptionLabel } from '../../lib/i18n/subscription-words.ts';
import { type Link, linkKey } from '../../lib/model/ids.ts';
import type { SubscriptionOption } from '../../lib/store/db/schema.ts';
import { classNames } from '../kit/class-names.ts';
import { Icon } from '../kit/Icon.tsx';
import styles from './SubscriptionField.module.css';
import { type Choice, isChosen } from './subscription-choices.ts';
import { type Holders, linkOf, preloadSubscriptions, useSubscriptionIndex } from './subscription-options.ts';

// Loaded when a field is approached, so it is not part of the popup's script.
const loadListbox = () => import('./SubscriptionListbox.tsx');
const SubscriptionListbox = lazy(() =>
  loadListbox().then((module) => ({ default: module.SubscriptionListbox })),
);
const AlreadyLinked = lazy(() => import('./AlreadyLinked.tsx'));
const preload = () => void Promise.all([loadListbox(), preloadSubscriptions()]).catch(() => undefined);

/** `null` throughout: none. */
interface Picked {
  link: Link | null;
  text: string | null;
  option: SubscriptionOption | null;
  /** The client that had the subscription loses it. */
  move: boolean;
}

interface SubscriptionFieldProps {
  label: string;
  /** The client being linked: likely matches come first. */
  client: Known & { id: string | null };
  value: Link | null;
  valueText: string | null;
  /** Seen in place of `valueText` until the field is opened, where there is little room. */
  shortText?: string | undefined;
  holders: Holders;
  onPick: (picked: Picked) => void;
  /** 'quiet' looks like text until approached. */
  look: 'quiet' | 'field';
  tabIndex?: number | undefined;
}

const PAGE_STEP = 6;

/**
 * A combobox (ARIA 1.2, list autocomplete, manual selection). While open it holds the search, with the
 * current choice as placeholder; Escape, Tab and leaving restore the choice.
 */
export function SubscriptionField(props: SubscriptionFieldProps) {
  const { label, client, value, valueText, shortText, holders, onPick, look, tabIndex } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(-1);
  /** Picked, while another client has it. */
  const [asked, setAsked] = useState<(Omit<Picked, 'move'> & { holder: string }) | null>(null);
  const { index, failed } = useSubscriptionIndex(open);

  const likely = useMemo(
    () => (open && index ? index.likely({ name: client.name, email: client.email }) : new Set<never>()),
    [open, index, client.name, client.email],
  );
  const items = useMemo<Choice[]>(() => {
    if (!open || !index) return [];
    const found = index.search(likely, query).map((ranked): Choice => ({ none: false, ...ranked }));
    return query.trim() === '' || t('picker.none').toLowerCase().startsWith(query.trim().toLowerCase())
      ? [{ none: true }, ...found]
      : found;
  }, [open, index, likely, query]);

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
  const pick = (item: Choice | undefined) => {
    close();
    if (!item || isChosen(item, value)) return;
    if (item.none) return onPick({ link: null, text: null, option: null, move: false });
    const { option } = item.entry;
    const link = linkOf(item.entry);
    const holder = holders().get(linkKey(link));
    const picked = { link, text: subscriptionLabel(option), option };
    if (holder && holder.id !== client.id) setAsked({ ...picked, holder: holder.name });
    else onPick({ ...picked, move: false });
  };
  const type = (text: string) => {
    setOpen(true);
    setQuery(text);
    // Enter picks the best match, but never anything before the user types.
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
      PageDown: Math.min(items.length - 1, active + PAGE_STEP),
      PageUp: Math.max(0, active - PAGE_STEP),
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
      // The dialog or popup around it must not close too.
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
      {!open && shortText !== undefined && (
        <span className={styles.short} aria-hidden="true" dir="auto">
          {shortText}
        </span>
      )}
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
        className={classNames(
          styles.input,
          valueText === null && styles.none,
          !open && shortText !== undefined && styles.covered,
        )}
        tabIndex={tabIndex}
        type="text"
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        value={open ? query : (valueText ?? '')}
        placeholder={open ? (valueText ?? t('picker.search')) : t('picker.link')}
        title={open ? undefined : (valueText ?? undefined)}
        onChange={(event) => type(event.target.value)}
        onClick={show}
        onKeyDown={onKeyDown}
        // Typing replaces the choice.
        onFocus={(event) => {
          event.target.select();
          preload();
        }}
        onPointerEnter={preload}
        onBlur={close}
      />
      <span className={styles.arrow}>
        <Icon name="chevronDown" size={14} />
      </span>
      {open && (
        <Suspense fallback={null}>
          <SubscriptionListbox
            id={`${id}-list`}
            optionId={(at) => `${id}-option-${at}`}
            label={label}
            anchor={input}
            choices={{
              items,
              state: failed ? 'failed' : index === null ? 'loading' : 'ready',
              value,
              clientId: client.id,
              holders: holders(),
            }}
            active={active}
            onActive={setActive}
            onPick={pick}
            searching={query !== ''}
            onLost={close}
          />
        </Suspense>
      )}
      {asked && (
        <Suspense fallback={null}>
          <AlreadyLinked
            holder={asked.holder}
            onAnswer={(answer) => {
              setAsked(null);
              const { holder: _, ...picked } = asked;
              if (answer !== 'cancel') onPick({ ...picked, move: answer === 'move' });
            }}
          />
        </Suspense>
      )}
    </span>
  );
}
