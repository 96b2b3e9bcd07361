import { type ReactNode, useEffect, useId, useRef } from 'react';
import { t } from '../../lib/i18n/catalogues/undo.ts';
import type { BulkAction } from '../../lib/model/client.ts';
import type { Store } from '../../lib/store/db/open.ts';
import type { UndoEntry } from '../../lib/store/db/schema.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { bdi } from '../kit/rich.tsx';
import { FailureText } from '../shell/FailureText.tsx';
import styles from './UndoBar.module.css';
import { type Undone, useUndo } from './use-undo.ts';

interface UndoBarProps {
  store: Store;
  /** The entry that this page has just made: the pressed button is gone with its row, so the focus comes here. */
  recent: string | null;
  /** The accessible name is what was done ('done'), or always "Undo" ('undo'). */
  named: 'done' | 'undo';
}

/** Stays until dismissed or ten minutes later: nobody has to be quick. */
export default function UndoBar({ store, recent, named }: UndoBarProps) {
  const { entry, undone, undo, dismiss } = useUndo(store);
  const bar = useRef<HTMLDivElement>(null);
  const words = useId();
  const shown = entry !== null || undone !== null;
  const isRecent = entry !== null && entry.id === recent;
  useEffect(() => {
    if (isRecent) bar.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [isRecent]);
  return (
    <div
      ref={bar}
      role="status"
      aria-labelledby={shown && named === 'done' ? words : undefined}
      aria-label={named === 'undo' ? t('label') : undefined}
      className={shown ? styles.bar : undefined}
    >
      {shown && (
        <>
          <span id={words} className={styles.words}>
            {undone ? (
              <UndoneWords undone={undone} />
            ) : (
              entry && (
                <>
                  {doneWords(entry)}
                  {entry.left > 0 && <span className={styles.more}>{t('left', { count: entry.left })}</span>}
                </>
              )
            )}
          </span>
          {!undone && (
            <Button size="sm" className={styles.undo ?? ''} onClick={() => void undo()}>
              {t('action')}
            </Button>
          )}
          <IconButton
            label={t('dismiss')}
            icon="close"
            size="sm"
            className={styles.dismiss ?? ''}
            onClick={() => void dismiss()}
          />
        </>
      )}
    </div>
  );
}

function doneWords({ action, count, name: client }: UndoEntry): ReactNode {
  return t.rich<ReactNode, `done.${BulkAction}`>(`done.${action}`, { count, client, bdi });
}

function UndoneWords({ undone }: { undone: Undone }) {
  if (!undone.ok) return <FailureText failure={undone} />;
  if (undone.undone === null) return t('gone');
  const { left, elsewhere } = undone.undone;
  return (
    <>
      {left > 0 && t('kept', { count: left })}
      {left > 0 && elsewhere > 0 && ' '}
      {elsewhere > 0 && t('elsewhere', { count: elsewhere })}
    </>
  );
}
