import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import styles from './Table.module.css';

interface TableProps extends Omit<ComponentProps<'table'>, 'aria-label'> {
  /** The accessible name; a plain table shows it as its caption. */
  name: string;
  /** 'plain': part of a section's text; 'framed': rows of one height under a sticky head. */
  look?: 'plain' | 'framed';
}

export function Table({ name, look = 'plain', className, children, ...rest }: TableProps) {
  const plain = look === 'plain';
  return (
    <table
      {...rest}
      aria-label={plain ? undefined : name}
      className={classNames(styles.table, styles[look], className)}
    >
      {plain && <caption className={styles.caption}>{name}</caption>}
      {children}
    </table>
  );
}
