import type { ComponentProps } from 'react';
import styles from './VisuallyHidden.module.css';

export const visuallyHidden = styles.hidden ?? '';

export function VisuallyHidden(props: ComponentProps<'span'>) {
  return <span {...props} className={visuallyHidden} />;
}
