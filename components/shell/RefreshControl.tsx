import { Button } from '../kit/Button.tsx';
import { classNames } from '../kit/class-names.ts';
import { Icon } from '../kit/Icon.tsx';
import { ProgressBar } from '../kit/Progress.tsx';
import { PageLink } from './PageLink.tsx';
import styles from './RefreshControl.module.css';
import type { Refresh } from './use-refresh.ts';

/** One button in one place: it starts the refresh, and while one runs it cancels it. */
export function RefreshButton({ refresh, disabled = false }: { refresh: Refresh; disabled?: boolean }) {
  return (
    <Button
      className={styles.button ?? ''}
      icon={refresh.running ? 'close' : 'refresh'}
      disabled={disabled}
      onClick={({ detail }) => {
        // The second click of a double click is no wish to cancel what the first one began.
        if (refresh.running && detail > 1) return;
        if (refresh.running) refresh.cancel();
        else void refresh.start();
      }}
    >
      {refresh.running ? 'Cancel refresh' : 'Refresh'}
    </Button>
  );
}

interface RefreshStatusProps {
  refresh: Refresh;
  /** How far it is; beside the status, which would else be read out many times a second. */
  progress: string;
  /** "Last refreshed …" */
  last: string;
  /** What changed with the last refresh, in sentences. */
  changes: readonly string[];
  /** The error in one sentence; null: none. */
  error: string | null;
}

/** How many changes are told at once; the others are a count. */
const TOLD = 3;

export function RefreshStatus({ refresh, progress, last, changes, error }: RefreshStatusProps) {
  const more = changes.length - TOLD;
  return (
    <div className={styles.status}>
      {refresh.running && <ProgressBar label="Refresh progress" fraction={refresh.fraction} />}
      {refresh.running && progress !== '' && <p className={styles.progress}>{progress}</p>}
      <div role="status" aria-label="Refresh" className={styles.words}>
        {refresh.running ? (
          <p>Refreshing…</p>
        ) : (
          <>
            {error && (
              <p className={classNames(styles.error)}>
                <Icon name="alert" size={14} />
                <span>
                  {error}{' '}
                  {refresh.failure?.code === 'host-access' && (
                    <PageLink path="options.html#stripe">Grant access</PageLink>
                  )}
                </span>
              </p>
            )}
            <p>{last}</p>
            {!error && changes.length > 0 && (
              <p className={styles.changes}>
                {changes.slice(0, TOLD).join(' ')}
                {more > 0 && ` And ${more.toLocaleString()} more.`}
              </p>
            )}
          </>
        )}
      </div>
    </div>
  );
}
