import { useEffect, useState } from 'react';
import type { rowReasons } from '../../lib/i18n/row-words.ts';

/** The whole reasons, whose sentences the first paint does without; null: not loaded yet. */
export function useRowReasons(): typeof rowReasons | null {
  const [reasons, setReasons] = useState<{ of: typeof rowReasons } | null>(null);
  useEffect(() => {
    let gone = false;
    import('../../lib/i18n/row-words.ts').then(
      (module) => !gone && setReasons({ of: module.rowReasons }),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, []);
  return reasons?.of ?? null;
}
