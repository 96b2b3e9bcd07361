import { type RefObject, useEffect, useLayoutEffect } from 'react';

/** Opens below its field if there is room, else above. @param onLost the field left the viewport */
export function useAnchored(
  popup: RefObject<HTMLElement | null>,
  anchor: RefObject<HTMLElement | null>,
  onLost: () => void,
): void {
  useLayoutEffect(() => {
    const element = popup.current;
    if (!element) return;
    element.showPopover();
    // Keep the focus in the field while the user types.
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
    const field = anchor.current;
    if (!field) return;
    const watch = new IntersectionObserver((seen) => {
      if (seen.at(-1)?.isIntersecting === false) onLost();
    });
    watch.observe(field);
    return () => watch.disconnect();
  }, [anchor, onLost]);
}
