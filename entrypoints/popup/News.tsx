import { IconButton } from '../../components/kit/Button.tsx';
import { RefreshChanges } from '../../components/shell/RefreshChanges.tsx';
import { t } from '../../lib/i18n/catalogues/notices.ts';
import { changesWords } from '../../lib/i18n/change-words.ts';
import type { RefreshState } from '../../lib/model/refresh.ts';
import styles from './News.module.css';

/** What the last refresh changed: the first row of the list, which scrolls away with it. */
export default function News({ state, onDismiss }: { state: RefreshState; onDismiss: () => void }) {
  return (
    <div className={styles.news}>
      {/* The status has said it. */}
      <p className={styles.words} aria-hidden="true" title={changesWords(state).join(' ')}>
        <RefreshChanges state={state} />
      </p>
      <IconButton label={t('dismiss')} icon="close" size="sm" onClick={onDismiss} />
    </div>
  );
}
