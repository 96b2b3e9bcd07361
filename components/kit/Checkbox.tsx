import styles from './Checkbox.module.css';
import { Field, type FrameProps } from './Field.tsx';

interface CheckboxProps extends Pick<FrameProps, 'label' | 'labelHidden' | 'description'> {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
}

export function Checkbox({ checked, onCheckedChange, ...frame }: CheckboxProps) {
  return (
    <Field {...frame} layout="beside">
      {(tied) => (
        <input
          {...tied}
          type="checkbox"
          className={styles.box}
          checked={checked}
          onChange={(event) => onCheckedChange(event.target.checked)}
        />
      )}
    </Field>
  );
}
