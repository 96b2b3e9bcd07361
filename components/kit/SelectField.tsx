import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import field from './Field.module.css';
import { Field, type FrameProps, splitFrame } from './Field.tsx';
import { Icon } from './Icon.tsx';
import styles from './SelectField.module.css';

type SelectFieldProps = FrameProps & {
  value: string;
  onValueChange: (value: string) => void;
  choices: readonly { value: string; label: string }[];
} & Omit<ComponentProps<'select'>, 'value' | 'onChange' | 'children'>;

export function SelectField({ onValueChange, choices, ...props }: SelectFieldProps) {
  const { frame, control } = splitFrame(props);
  return (
    <Field {...frame}>
      {(tied) => (
        <span className={styles.control}>
          <select
            {...control}
            {...tied}
            className={classNames(field.input, styles.select)}
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
      )}
    </Field>
  );
}
