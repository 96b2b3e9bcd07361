import { type ReactNode, type SubmitEvent, useEffect, useId, useRef } from 'react';
import { t } from '../../lib/i18n/catalogues/shared.ts';
import { IconButton } from './Button.tsx';
import { classNames } from './class-names.ts';
import styles from './Dialog.module.css';

interface DialogProps {
  title: string;
  /** Escape, the cross or Cancel: the owner removes the dialog. */
  onCancel: () => void;
  /** Makes the body a form, submitted by a button in `actions` or Enter. */
  onSubmit?: () => void;
  actions: ReactNode;
  children: ReactNode;
  /** 'sheet' fills a popup; 'box' is a question; 'wide' holds a table. */
  shape?: 'box' | 'sheet' | 'wide';
}

/** A native modal dialog, open while rendered; focus returns to the opener. */
export function Dialog({ title, onCancel, onSubmit, actions, children, shape = 'box' }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    // Not every browser restores the focus if the opener was covered in between.
    const opener = document.activeElement;
    if (element && !element.open) element.showModal();
    // The browser would focus the cross; prefer a form's first field or a question's safest answer.
    const first = element?.querySelector<HTMLElement>('[data-body] :is(input, textarea, select):enabled');
    (first ?? element?.querySelector<HTMLElement>('footer button'))?.focus();
    return () => {
      element?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  const inside = (
    <>
      <header className={styles.header}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        <IconButton label={t('action.close')} icon="close" size="sm" onClick={onCancel} />
      </header>
      <div data-body className={styles.body}>
        {children}
      </div>
      <footer className={styles.footer}>{actions}</footer>
    </>
  );
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      className={classNames(styles.dialog, styles[shape])}
      onCancel={(event) => {
        event.preventDefault();
        // In React, a `cancel` from inside (a file chooser, say) bubbles.
        if (event.target === dialog.current) onCancel();
      }}
    >
      {onSubmit ? (
        <form className={styles.frame} onSubmit={submit} noValidate>
          {inside}
        </form>
      ) : (
        <div className={styles.frame}>{inside}</div>
      )}
    </dialog>
  );
}
