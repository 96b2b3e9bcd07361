import { type ComponentProps, type Ref, useEffect, useRef, useState } from 'react';
import { t } from '../../lib/i18n/catalogues/unlock.ts';
import { classNames } from './class-names.ts';
import field from './Field.module.css';
import { Field, type FrameProps, splitFrame } from './Field.tsx';
import { Icon } from './Icon.tsx';
import styles from './SecretField.module.css';
import { onForgetSecrets } from './secrets.ts';

type SecretFieldProps = FrameProps & {
  ref: Ref<HTMLInputElement>;
  /** Called at each change; never keep the value. */
  onInput?: (input: HTMLInputElement) => void;
  /** Popup height, icon-only button. */
  compact?: boolean;
} & Pick<ComponentProps<'input'>, 'placeholder' | 'required'>;

/**
 * Uncontrolled and read through `ref`: React would copy a controlled value into the page's markup. A lock empties it, and
 * so does a long time out of sight.
 */
export function SecretField({ ref, onInput, compact = false, ...props }: SecretFieldProps) {
  const { frame, control } = splitFrame(props);
  const [shown, setShown] = useState(false);
  const frameElement = useRef<HTMLSpanElement>(null);
  const inputChanged = useRef(onInput);
  inputChanged.current = onInput;
  useEffect(
    () =>
      onForgetSecrets(() => {
        setShown(false);
        const input = frameElement.current?.querySelector('input');
        if (!input || input.value === '') return;
        input.value = '';
        inputChanged.current?.(input);
      }),
    [],
  );
  const word = shown ? t('secret.hide') : t('secret.show');
  return (
    <Field {...frame} announced>
      {(tied) => (
        <span ref={frameElement} className={classNames(styles.control, compact && styles.compact)}>
          <input
            {...control}
            {...tied}
            ref={ref}
            type={shown ? 'text' : 'password'}
            className={classNames(field.input, styles.input, shown && styles.shown)}
            autoComplete="off"
            autoCapitalize="none"
            autoCorrect="off"
            // A shown secret must not reach a spell checker that uses a server.
            spellCheck={false}
            onInput={(event) => onInput?.(event.currentTarget)}
          />
          <button
            type="button"
            className={styles.reveal}
            title={compact ? word : undefined}
            aria-label={t(shown ? 'secret.hide-field' : 'secret.show-field', { field: frame.label })}
            onClick={() => setShown(!shown)}
          >
            <Icon name={shown ? 'eyeOff' : 'eye'} />
            {!compact && word}
          </button>
        </span>
      )}
    </Field>
  );
}
