import type { Ref } from 'react';
import { SecretField } from '../../../components/kit/SecretField.tsx';
import styles from './NewPassphraseField.module.css';
import { ruleWords } from './passphrase-strength.ts';
import { useStrengthHint } from './use-strength-hint.ts';

interface NewPassphraseFieldProps {
  label: string;
  error: string | null;
  ref: Ref<HTMLInputElement>;
}

export function NewPassphraseField({ label, error, ref }: NewPassphraseFieldProps) {
  const { hint, onInput } = useStrengthHint();
  const description = (
    <>
      {ruleWords()}
      <span className={styles.hint}> {hint}</span>
    </>
  );
  return <SecretField ref={ref} label={label} description={description} error={error} onInput={onInput} />;
}
