import type { ReactNode } from 'react';
import styles from './Alert.module.css';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './Icon.tsx';

type Tone = 'error' | 'warning' | 'info';

const ICONS: Record<Tone, IconName> = { error: 'alert', warning: 'alert', info: 'info' };

interface NoteProps {
  tone?: Tone;
  actions?: ReactNode;
  children: ReactNode;
}

/** Read out immediately. One sentence: what is wrong and what to do. */
export function Alert({ tone = 'error', ...rest }: NoteProps) {
  return <Note {...rest} tone={tone} role="alert" />;
}

export function Note({ tone = 'info', actions, children, role }: NoteProps & { role?: 'alert' }) {
  return (
    <div className={classNames(styles.note, styles[tone])} role={role}>
      <Icon name={ICONS[tone]} />
      <div className={styles.text}>
        {children}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}
