import type { ComponentProps } from 'react';
import styles from './Field.module.css';
import { Field, type FrameProps, splitFrame } from './Field.tsx';

type TextFieldProps = FrameProps & {
  value: string;
  onValueChange: (value: string) => void;
  type?: 'text' | 'email' | 'date' | 'number';
} & Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type' | 'children'>;

export function TextField({ onValueChange, ...props }: TextFieldProps) {
  const { frame, control } = splitFrame(props);
  return (
    <Field {...frame}>
      {(tied) => (
        <input
          autoComplete="off"
          {...control}
          {...tied}
          className={styles.input}
          onChange={(event) => onValueChange(event.target.value)}
        />
      )}
    </Field>
  );
}
