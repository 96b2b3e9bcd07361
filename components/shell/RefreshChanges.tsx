import { t } from '../../lib/i18n/catalogues/changes.ts';
import { changesWords } from '../../lib/i18n/change-words.ts';
import type { RefreshState } from '../../lib/model/refresh.ts';

const MOST_CHANGES = 3;

/** What the last refresh changed, in a few sentences. */
export function RefreshChanges({ state }: { state: RefreshState | null }) {
  const changes = changesWords(state);
  const more = changes.length - MOST_CHANGES;
  return (
    <>
      {changes.slice(0, MOST_CHANGES).join(' ')}
      {more > 0 && ` ${t('others', { count: more })}`}
    </>
  );
}
