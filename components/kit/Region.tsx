import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './Region.module.css';

interface RegionProps {
  /** The region's accessible name: its heading. */
  title: string;
  /** Also the place that a link with this hash scrolls to. */
  id?: string;
  /** One line under the heading. */
  lead?: ReactNode;
  /** Controls at the heading's end. */
  actions?: ReactNode;
  level?: 2 | 3;
  /** A card of its own on the page's ground. */
  card?: boolean;
  className?: string;
  children: ReactNode;
}

/** A named section: heading, an optional lead and controls, content. */
export function Region({
  title,
  id,
  lead,
  actions,
  level = 2,
  card = true,
  className,
  children,
}: RegionProps) {
  const own = useId();
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section
      id={id}
      aria-labelledby={`${own}-title`}
      className={classNames(styles.region, card && styles.card, className)}
    >
      <header className={styles.header}>
        <div className={styles.words}>
          <Heading id={`${own}-title`} className={level === 2 ? styles.title : styles.subtitle}>
            {title}
          </Heading>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  );
}
