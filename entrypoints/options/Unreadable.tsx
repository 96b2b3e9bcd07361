import type { ReactNode } from 'react';
import { Icon } from '../../components/kit/Icon.tsx';
import styles from './Unreadable.module.css';

/** Where a section would show what is stored, and the database can't be read. Why is said on top of the page. */
export function Unreadable({ children }: { children: ReactNode }) {
  return (
    <p className={styles.unreadable}>
      <Icon name="alert" size={18} />
      {children}
    </p>
  );
}
