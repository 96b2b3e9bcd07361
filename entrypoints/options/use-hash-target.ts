import { useEffect, useState } from 'react';
import { SECTIONS, type SectionId, targetOfHash } from './sections.ts';

/** Focuses the heading, so a screen reader continues there. */
function goTo(id: SectionId): void {
  const heading = document.querySelector(`#${id} :is(h2, h3)`);
  if (!(heading instanceof HTMLElement)) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  document.getElementById(id)?.scrollIntoView({ block: 'start' });
}

/** True: the page was opened for setup. */
export function useHashTarget(ready: boolean): boolean {
  const [welcome, setWelcome] = useState(() => targetOfHash(location.hash)?.welcome ?? false);
  useEffect(() => {
    if (!ready) return;
    const follow = () => {
      const target = targetOfHash(location.hash);
      setWelcome(target?.welcome ?? false);
      if (target) goTo(target.section);
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [ready]);
  return welcome;
}

/** The requested section until the user scrolls: the last ones are too short to reach the top. */
export function useCurrentSection(ready: boolean): SectionId {
  const [inView, setInView] = useState<SectionId>(SECTIONS[0]);
  const [asked, setAsked] = useState<SectionId | null>(null);
  useEffect(() => {
    if (!ready) return;
    const showing = new Set<string>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (entry.isIntersecting) showing.add(entry.target.id);
          else showing.delete(entry.target.id);
        }
        const first = SECTIONS.find((id) => showing.has(id));
        if (first) setInView(first);
      },
      // The upper part of the window.
      { rootMargin: '-12% 0px -68% 0px' },
    );
    for (const id of SECTIONS) {
      const section = document.getElementById(id);
      if (section) observer.observe(section);
    }
    const follow = () => setAsked(targetOfHash(location.hash)?.section ?? null);
    const wander = () => setAsked(null);
    follow();
    addEventListener('hashchange', follow);
    addEventListener('wheel', wander, { passive: true });
    addEventListener('touchmove', wander, { passive: true });
    return () => {
      observer.disconnect();
      removeEventListener('hashchange', follow);
      removeEventListener('wheel', wander);
      removeEventListener('touchmove', wander);
    };
  }, [ready]);
  return asked ?? inView;
}
