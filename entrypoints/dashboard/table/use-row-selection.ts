import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import {
  NOTHING_SELECTED,
  ranged,
  type Selection,
  toggled,
  withoutShown,
  withShown,
} from '../../../lib/clients/selection.ts';
import type { ClientId } from '../../../lib/model/ids.ts';

export interface RowSelection extends Selection {
  /** One row, or the range up to it. */
  onRow: (id: ClientId, range: boolean) => void;
  /** Every row shown, or none of them. */
  onAll: (select: boolean) => void;
  clear: () => void;
}

/** @param ids of the rows shown, in their order */
export function useRowSelection(ids: readonly ClientId[]): RowSelection {
  const [selection, setSelection] = useState<Selection>(NOTHING_SELECTED);
  const shown = useRef(ids);
  useEffect(() => {
    shown.current = ids;
  }, [ids]);
  const onRow = useCallback<RowSelection['onRow']>(
    (id, range) =>
      setSelection((before) => (range ? ranged(before, id, shown.current) : toggled(before, id))),
    [],
  );
  const onAll = useCallback<RowSelection['onAll']>(
    (select) => setSelection((before) => (select ? withShown : withoutShown)(before, shown.current)),
    [],
  );
  const clear = useCallback(() => setSelection(NOTHING_SELECTED), []);
  return useMemo(() => ({ ...selection, onRow, onAll, clear }), [selection, onRow, onAll, clear]);
}
