import { type RefObject, useEffect, useState } from 'react';

/** Pixels of a scroller's content above an element. Until measured 0: with more, a row would be missing. */
export function useMargin(
  element: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
): number {
  const [margin, setMargin] = useState(0);
  // After the commit: a scroller around the component has its ref only then.
  useEffect(() => {
    const inner = element.current;
    const outer = scroller.current;
    if (!inner || !outer) return;
    const look = () =>
      setMargin(
        Math.round(inner.getBoundingClientRect().top - outer.getBoundingClientRect().top + outer.scrollTop),
      );
    look();
    // What is above comes, goes and grows: news, an error, the Unlock form.
    const watch = new ResizeObserver(look);
    for (let node: Element | null = inner; node && node !== outer; node = node.parentElement)
      for (let above = node.previousElementSibling; above; above = above.previousElementSibling)
        watch.observe(above);
    return () => watch.disconnect();
  }, [element, scroller]);
  return margin;
}
