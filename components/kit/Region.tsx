import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './Region.module.css';

interface RegionProps {
  title: string;
  id?: string;
  lead?: ReactNode;
  level?: 2 | 3;
  card?: boolean;
  children: ReactNode;
}

export function Region({ title, id, lead, level = 2, card = true, children }: RegionProps) {
  const own = useId();
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section
      id={id}
      aria-labelledby={`${own}-title`}
      className={classNames(styles.region, card && styles.card)}
    >
      <header className={styles.header}>
        <div className={styles.words}>
          <Heading id={`${own}-title`} className={card ? styles.title : styles.subtitle}>
            {title}
          </Heading>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
      </header>
      {children}
    </section>
  );
}
