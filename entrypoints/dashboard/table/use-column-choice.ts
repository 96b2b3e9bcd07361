import { useEffect, useState } from 'react';
import type { ColumnChoice } from '../../../lib/clients/columns.ts';
import type { Store } from '../../../lib/store/db/open.ts';
import { readColumnChoice, writeColumnChoice } from '../../../lib/store/records/column-choice.ts';

/** The kept choice of columns, and what changes it. */
export function useColumnChoice(store: Store): [ColumnChoice, (choice: ColumnChoice) => void] {
  const [choice, setChoice] = useState<ColumnChoice>({});
  useEffect(() => {
    let gone = false;
    readColumnChoice(store).then(
      (kept) => !gone && setChoice(kept),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [store]);
  return [
    choice,
    (next) => {
      setChoice(next);
      // Without it the choice holds until the page closes.
      void writeColumnChoice(store, next).catch(() => undefined);
    },
  ];
}
