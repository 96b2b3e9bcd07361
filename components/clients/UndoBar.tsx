import { useEffect, useRef } from 'react';
import { t } from '../../lib/i18n/catalogues/clients.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { bdi } from '../kit/rich.tsx';
import styles from './UndoBar.module.css';

interface UndoBarProps {
  name: string;
  onUndo: () => void;
  onDismiss: () => void;
}

/** Stays until dismissed: nobody has to be quick. */
export function UndoBar({ name, onUndo, onDismiss }: UndoBarProps) {
  const bar = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves it again for the next one
  useEffect(() => {
    // The pressed button is gone with its row, so move the focus here.
    bar.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [name]);
  return (
    <div
      ref={bar}
      role="status"
      aria-label={t('undo.deleted-label', { client: name })}
      className={styles.bar}
    >
      <span className={styles.words}>{t.rich('undo.deleted', { client: name, bdi })}</span>
      <Button size="sm" className={styles.undo ?? ''} onClick={onUndo}>
        {t('undo.action')}
      </Button>
      <IconButton
        label={t('undo.dismiss')}
        icon="close"
        size="sm"
        className={styles.dismiss ?? ''}
        onClick={onDismiss}
      />
    </div>
  );
}
