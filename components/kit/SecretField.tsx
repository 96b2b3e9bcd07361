import { type ComponentProps, type ReactNode, type Ref, useId, useState } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './Icon.tsx';
import styles from './SecretField.module.css';
import { described, Field } from './TextField.tsx';
import { VisuallyHidden } from './VisuallyHidden.tsx';

type SecretFieldProps = {
  label: string;
  /** Keeps the label for those who listen only. */
  labelHidden?: boolean;
  description?: ReactNode;
  /** One sentence: what is wrong and what to do. Read out when it appears. */
  error?: string | null;
  ref: Ref<HTMLInputElement>;
  /** Called with the input at each change; for what may be said of it, never to keep it. */
  onInput?: (input: HTMLInputElement) => void;
  className?: string | undefined;
  /** As low as the fields of a popup, its button a picture alone. */
  compact?: boolean;
} & Pick<ComponentProps<'input'>, 'placeholder' | 'required'>;

/**
 * The one field for a key or a passphrase. What is typed lives in the input alone and is read through `ref`:
 * a controlled input would make React copy it into the `value` attribute, and so into the page's markup.
 */
export function SecretField({
  label,
  labelHidden = false,
  description,
  error,
  ref,
  onInput,
  className,
  compact = false,
  placeholder,
  required,
}: SecretFieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const word = shown ? 'Hide' : 'Show';
  return (
    <Field {...{ id, label, description, error, labelHidden, className }} announced>
      <span className={classNames(styles.control, compact && styles.compact)}>
        <input
          ref={ref}
          id={id}
          type={shown ? 'text' : 'password'}
          className={classNames(styles.input, shown && styles.shown)}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          // A shown secret must not reach a spell checker that asks a server.
          spellCheck={false}
          placeholder={placeholder}
          required={required}
          onInput={(event) => onInput?.(event.currentTarget)}
          {...described(id, description, error)}
        />
        <button
          type="button"
          className={styles.reveal}
          title={compact ? word : undefined}
          onClick={() => setShown(!shown)}
        >
          <Icon name={shown ? 'eyeOff' : 'eye'} />
          {compact ? <VisuallyHidden>{word}</VisuallyHidden> : word}
          <VisuallyHidden> {label}</VisuallyHidden>
        </button>
      </span>
    </Field>
  );
}
