import type { ComponentProps } from 'react';
import styles from './VisuallyHidden.module.css';

/** The class of an element that only screen readers present. */
export const visuallyHidden = styles.hidden ?? '';

export function VisuallyHidden(props: ComponentProps<'span'>) {
  return <span {...props} className={visuallyHidden} />;
}
