import type { ReactNode } from 'react';
import { classNames } from '../../components/kit/class-names.ts';
import styles from './SettingRow.module.css';

interface SettingRowProps {
  title: string;
  text: string;
  status?: ReactNode;
  ruled?: boolean;
  children: ReactNode;
}

export function SettingRow({ title, text, status, ruled = false, children }: SettingRowProps) {
  return (
    <div className={classNames(styles.row, ruled && styles.ruled)}>
      <div>
        <p className={styles.title}>{title}</p>
        <p className={styles.text}>{text}</p>
        {status}
      </div>
      {children}
    </div>
  );
}
