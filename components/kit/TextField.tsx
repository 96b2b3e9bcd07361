import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './Icon.tsx';
import styles from './TextField.module.css';

interface FieldProps {
  label: string;
  /** A sentence below the field. */
  description?: ReactNode;
  /** One sentence: what is wrong and what to do. */
  error?: string | null;
  /** Keeps the label for those who listen only. */
  labelHidden?: boolean;
}

type TextFieldProps = FieldProps & {
  value: string;
  onValueChange: (value: string) => void;
  type?: 'text' | 'email' | 'date';
} & Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type' | 'children'>;

export function TextField({
  label,
  description,
  error,
  labelHidden = false,
  value,
  onValueChange,
  className,
  ...rest
}: TextFieldProps) {
  const id = useId();
  return (
    <Field {...{ id, label, description, error, labelHidden, className }}>
      <input
        autoComplete="off"
        {...rest}
        {...described(id, description, error)}
        id={id}
        className={styles.input}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
      />
    </Field>
  );
}

type TextAreaProps = FieldProps & {
  value: string;
  onValueChange: (value: string) => void;
} & Omit<ComponentProps<'textarea'>, 'value' | 'onChange' | 'children'>;

export function TextArea({
  label,
  description,
  error,
  labelHidden = false,
  value,
  onValueChange,
  className,
  ...rest
}: TextAreaProps) {
  const id = useId();
  return (
    <Field {...{ id, label, description, error, labelHidden, className }}>
      <textarea
        rows={2}
        {...rest}
        {...described(id, description, error)}
        id={id}
        className={styles.input}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
      />
    </Field>
  );
}

type SelectFieldProps = FieldProps & {
  value: string;
  onValueChange: (value: string) => void;
  choices: readonly { value: string; label: string }[];
} & Omit<ComponentProps<'select'>, 'value' | 'onChange' | 'children'>;

export function SelectField({
  label,
  description,
  error,
  labelHidden = false,
  value,
  onValueChange,
  choices,
  className,
  ...rest
}: SelectFieldProps) {
  const id = useId();
  return (
    <Field {...{ id, label, description, error, labelHidden, className }}>
      <span className={styles.control}>
        <select
          {...rest}
          {...described(id, description, error)}
          id={id}
          className={classNames(styles.input, styles.select)}
          value={value}
          onChange={(event) => onValueChange(event.target.value)}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
        <span className={styles.arrow}>
          <Icon name="chevronDown" />
        </span>
      </span>
    </Field>
  );
}

/** What ties a control to the sentences that `Field` shows below it. */
export function described(id: string, description: ReactNode, error: string | null | undefined) {
  const ids = [error && `${id}-error`, description && `${id}-description`].filter(Boolean).join(' ');
  return { 'aria-invalid': error ? true : undefined, 'aria-describedby': ids || undefined } as const;
}

/** Label, control, sentence below: the frame of every field. */
export function Field({
  id,
  label,
  description,
  error,
  labelHidden,
  announced = false,
  className,
  children,
}: {
  id: string;
  label: string;
  description?: ReactNode;
  error?: string | null | undefined;
  labelHidden?: boolean;
  /** The error is read out when it appears. */
  announced?: boolean;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className={classNames(styles.field, className)}>
      <label id={`${id}-label`} htmlFor={id} className={labelHidden ? styles.labelHidden : styles.label}>
        {label}
      </label>
      {children}
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
