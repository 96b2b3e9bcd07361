import { type RefObject, useEffect } from 'react';

/** Whatever is typed outside a field lands in this one. */
export function useTyping(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, target } = event;
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.isComposing)
        return;
      if (key.length !== 1 || document.querySelector('dialog[open]')) return;
      if (target instanceof Element && target.closest('input:not([type="radio"]),textarea,select')) return;
      // A space presses the button that has the focus.
      if (key === ' ' && target !== document.body) return;
      // The key itself arrives in the field that has the focus by then.
      field.current?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [field]);
}
