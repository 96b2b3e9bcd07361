import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import frame from './Label.module.css';
import styles from './RadioGroup.module.css';
import { visuallyHidden } from './VisuallyHidden.tsx';

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  /** Shown after the label and part of the name, such as a count. */
  extra?: ReactNode;
}

interface RadioGroupProps<Value extends string> {
  label: string;
  labelHidden?: boolean;
  choices: readonly Choice<Value>[];
  value: Value;
  onValueChange: (value: Value) => void;
  /** 'tabs': two lines each, as high as the group's place. */
  shape?: 'bar' | 'list' | 'tabs';
  disabled?: boolean;
}

/** Native radio buttons: arrow keys, one tab stop, a group name. */
export function RadioGroup<Value extends string>({
  label,
  labelHidden = false,
  choices,
  value,
  onValueChange,
  shape = 'list',
  disabled = false,
}: RadioGroupProps<Value>) {
  const id = useId();
  return (
    <div role="radiogroup" aria-labelledby={`${id}-label`} className={frame.field}>
      <span id={`${id}-label`} className={labelHidden ? visuallyHidden : frame.label}>
        {label}
      </span>
      <div className={styles[shape]}>
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={classNames(styles.choice, choice.value === value && styles.chosen)}
          >
            <input
              type="radio"
              className={styles.input}
              name={id}
              value={choice.value}
              checked={choice.value === value}
              disabled={disabled}
              aria-labelledby={
                choice.extra === undefined
                  ? `${id}-${choice.value}`
                  : `${id}-${choice.value} ${id}-${choice.value}-extra`
              }
              onChange={() => onValueChange(choice.value)}
            />
            <span id={`${id}-${choice.value}`}>{choice.label}</span>
            {choice.extra !== undefined && (
              <span id={`${id}-${choice.value}-extra`} className={styles.extra}>
                {choice.extra}
              </span>
            )}
          </label>
        ))}
      </div>
    </div>
  );
}
