import { t } from '../../lib/i18n/catalogues/shared.ts';
import { Button } from '../kit/Button.tsx';
import styles from './RefreshButton.module.css';
import type { RefreshControl } from './use-refresh.ts';

export function RefreshButton({ refresh }: { refresh: RefreshControl }) {
  return (
    <Button
      className={styles.button ?? ''}
      icon={refresh.running ? 'close' : 'refresh'}
      onClick={({ detail }) => {
        // A double click must not cancel the refresh it just started.
        if (refresh.running && detail > 1) return;
        if (refresh.running) refresh.cancel();
        else void refresh.start();
      }}
    >
      {refresh.running ? t('refresh.cancel') : t('refresh.start')}
    </Button>
  );
}
