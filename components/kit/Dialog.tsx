import { type ReactNode, type SubmitEvent, useEffect, useId, useRef } from 'react';
import { t } from '../../lib/i18n/catalogues/shared.ts';
import { IconButton } from './Button.tsx';
import { classNames } from './class-names.ts';
import styles from './Dialog.module.css';

interface DialogProps {
  /** The dialog's accessible name. */
  title: string;
  /** Escape, the cross or Cancel: the owner takes the dialog away. */
  onCancel: () => void;
  /** Given: the body is a form, and a submit button in `actions` (or Enter) calls it. */
  onSubmit?: () => void;
  actions: ReactNode;
  children: ReactNode;
  /** 'sheet' fills a popup; 'box' is a question. */
  shape?: 'box' | 'sheet';
}

/** A native modal dialog: open while it is rendered; focus goes back to where it was. */
export function Dialog({ title, onCancel, onSubmit, actions, children, shape = 'box' }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    // Not every browser gives the focus back when the opener was covered in between.
    const opener = document.activeElement;
    if (element && !element.open) element.showModal();
    // The browser would choose the cross: the first field of a form is meant, and of a question its safest answer.
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
        // A `cancel` of something inside (a file chooser, say) bubbles in React.
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
