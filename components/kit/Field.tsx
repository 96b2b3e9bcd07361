import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './Field.module.css';
import { Icon } from './Icon.tsx';
import frame from './Label.module.css';
import { visuallyHidden } from './VisuallyHidden.tsx';

export interface FrameProps {
  label: string;
  labelHidden?: boolean | undefined;
  description?: ReactNode;
  /** One sentence: what is wrong and what to do. */
  error?: string | null | undefined;
  /** An error is read out immediately. */
  announced?: boolean | undefined;
  className?: string | undefined;
}

interface ControlProps {
  id: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
}

interface FieldProps extends FrameProps {
  /** 'beside': the label follows the control, as with a checkbox. */
  layout?: 'stacked' | 'beside';
  children: (control: ControlProps) => ReactNode;
}

export function Field({
  label,
  labelHidden = false,
  description,
  error,
  className,
  announced = false,
  layout = 'stacked',
  children,
}: FieldProps) {
  const id = useId();
  const beside = layout === 'beside';
  const sentences = [error && `${id}-error`, description && `${id}-description`].filter(Boolean).join(' ');
  const control = children({
    id,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': sentences || undefined,
  });
  return (
    <div className={classNames(beside ? styles.beside : frame.field, className)}>
      {beside && control}
      <label
        id={`${id}-label`}
        htmlFor={id}
        className={labelHidden ? visuallyHidden : beside ? styles.besideLabel : frame.label}
      >
        {label}
      </label>
      {!beside && control}
      {error && (
        <p id={`${id}-error`} className={styles.error} role={announced ? 'alert' : undefined}>
          <Icon name="alert" size={14} />
          <span>{error}</span>
        </p>
      )}
      {description && (
        <p id={`${id}-description`} className={styles.description}>
          {description}
        </p>
      )}
    </div>
  );
}

export function splitFrame<Props extends FrameProps>(props: Props) {
  const { label, labelHidden, description, error, announced, className, ...control } = props;
  return { frame: { label, labelHidden, description, error, announced, className }, control };
}
