import { useEffect, useRef, useState } from 'react';

/** Milliseconds without a key press after which a field is saved. */
const SETTLED = 500;

/**
 * For a text field that saves itself: shortly after the last key press, on Enter, and when it is left. What cannot be
 * saved stays in the field, with the sentence that `save` returns.
 * @param save returns null once the text is stored
 */
export function useTypedSetting(saved: string, save: (text: string) => Promise<string | null>) {
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  const isFocused = useRef(false);
  useEffect(() => () => clearTimeout(waiting.current ?? undefined), []);

  const settle = async (text: string) => {
    clearTimeout(waiting.current ?? undefined);
    waiting.current = null;
    const problem = await save(text);
    setError(problem);
    // While someone types, the field is theirs.
    if (problem === null && !isFocused.current) setDraft((now) => (now === text ? null : now));
  };
  return {
    value: draft ?? saved,
    error,
    onFocus: () => {
      isFocused.current = true;
    },
    onValueChange: (text: string) => {
      setDraft(text);
      clearTimeout(waiting.current ?? undefined);
      waiting.current = setTimeout(() => void settle(text), SETTLED);
    },
    onBlur: () => {
      isFocused.current = false;
      if (draft !== null) void settle(draft);
    },
    onKeyDown: (event: { key: string }) => {
      if (event.key === 'Enter' && draft !== null) void settle(draft);
    },
  };
}
