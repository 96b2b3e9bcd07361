import type { ComponentProps } from 'react';
import styles from './Field.module.css';
import { Field, type FrameProps, splitFrame } from './Field.tsx';

type TextAreaProps = FrameProps & {
  value: string;
  onValueChange: (value: string) => void;
} & Omit<ComponentProps<'textarea'>, 'value' | 'onChange' | 'children'>;

export function TextArea({ onValueChange, ...props }: TextAreaProps) {
  const { frame, control } = splitFrame(props);
  return (
    <Field {...frame}>
      {(tied) => (
        <textarea
          rows={2}
          {...control}
          {...tied}
          className={styles.input}
          onChange={(event) => onValueChange(event.target.value)}
        />
      )}
    </Field>
  );
}
