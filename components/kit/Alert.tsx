import type { ReactNode } from 'react';
import styles from './Alert.module.css';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './Icon.tsx';

export type Tone = 'error' | 'warning' | 'info' | 'success';

const ICONS: Record<Tone, IconName> = { error: 'alert', warning: 'alert', info: 'info', success: 'check' };

interface NoteProps {
  tone?: Tone;
  /** Buttons or links that lead out of it. */
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** Something went wrong just now: read out at once. One sentence that says what is wrong and what to do. */
export function Alert({ tone = 'error', ...rest }: NoteProps) {
  return <Note {...rest} tone={tone} role="alert" />;
}

/** A standing remark that is read in its place. */
export function Note({
  tone = 'info',
  actions,
  children,
  className,
  role,
}: NoteProps & { role?: 'alert' | 'status' }) {
  return (
    <div className={classNames(styles.note, styles[tone], className)} role={role}>
      <Icon name={ICONS[tone]} />
      <div className={styles.text}>
        {children}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}
