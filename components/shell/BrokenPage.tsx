import { useState } from 'react';
import { t } from '../../lib/i18n/catalogues/broken.ts';
import { t as shared } from '../../lib/i18n/catalogues/shared.ts';
import { send } from '../../lib/messaging/send.ts';
import { openStore } from '../../lib/store/db/open.ts';
import { dropViews } from '../../lib/store/views/editions.ts';
import { Button } from '../kit/Button.tsx';
import { Icon } from '../kit/Icon.tsx';
import styles from './BrokenPage.module.css';
import { CopyDiagnostics } from './CopyDiagnostics.tsx';

type Said = 'locked' | 'forgotten' | 'failed';

/**
 * What is left of a page that could not be painted. It paints without the store and without the page's state.
 */
export function BrokenPage() {
  const [said, setSaid] = useState<Said | null>(null);
  const [sure, setSure] = useState(false);
  const lock = async () => setSaid((await send('vault.lock', {})).ok ? 'locked' : 'failed');
  const forget = async () => {
    if (!sure) return setSure(true);
    setSaid((await send('data.forget', {})).ok ? 'forgotten' : 'failed');
  };
  return (
    <main className={styles.page}>
      <div role="alert" className={styles.words}>
        <span className={styles.disc}>
          <Icon name="alert" size={20} />
        </span>
        <h1 className={styles.title}>{t('title')}</h1>
        <p>{t('text')}</p>
      </div>
      <div className={styles.actions}>
        <Button variant="primary" onClick={() => void startOver()}>
          {shared('action.try-again')}
        </Button>
        <Button icon="lock" onClick={() => void lock()}>
          {shared('action.lock-now')}
        </Button>
      </div>
      <p role="status" className={styles.said}>
        {said && t(said)}
      </p>
      <div className={styles.part}>
        <CopyDiagnostics />
      </div>
      <div className={styles.part}>
        <Button variant={sure ? 'danger' : 'secondary'} icon="trash" onClick={() => void forget()}>
          {t(sure ? 'forget-sure' : 'forget')}
        </Button>
        <p className={styles.muted}>{t('forget-hint')}</p>
      </div>
    </main>
  );
}

/** Views are caches, and the likeliest to come from another build. */
async function startOver(): Promise<void> {
  try {
    await dropViews(await openStore());
  } catch {
    // A store that does not open has no views to drop.
  }
  location.reload();
}
