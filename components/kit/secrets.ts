/** What the secret fields of a page have in common: a lock empties all of them, in dialogs too. */

const mounted = new Set<() => void>();

/** Milliseconds out of sight after which nobody is in the middle of typing a secret. */
export const HIDDEN_FOR = 5 * 60_000;

/** Empties every secret field of the page and masks it again. */
export function forgetSecrets(): void {
  for (const forget of [...mounted]) forget();
}

/** Calls `forget` on `forgetSecrets`, and once the page has been hidden for long. Returns a stop. */
export function onForgetSecrets(
  forget: () => void,
  page: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'> = document,
): () => void {
  let hiddenAt: number | null = null;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(waiting);
    // Timers stand still while the computer sleeps.
    if (hiddenAt !== null && Date.now() - hiddenAt >= HIDDEN_FOR) forget();
    const isHidden = page.visibilityState === 'hidden';
    hiddenAt = isHidden ? Date.now() : null;
    if (isHidden) waiting = setTimeout(forget, HIDDEN_FOR);
  };
  look();
  mounted.add(forget);
  page.addEventListener('visibilitychange', look);
  return () => {
    clearTimeout(waiting);
    mounted.delete(forget);
    page.removeEventListener('visibilitychange', look);
  };
}
