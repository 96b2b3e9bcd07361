import type { Ref } from 'react';
import { SecretField } from './SecretField.tsx';
import { useStrengthHint } from './use-strength-hint.ts';

interface NewPassphraseFieldProps {
  label: string;
  error: string | null;
  ref: Ref<HTMLInputElement>;
}

/** Where a passphrase is chosen: says below how it stands with what was typed. */
export function NewPassphraseField({ label, error, ref }: NewPassphraseFieldProps) {
  const { description, onInput } = useStrengthHint();
  return <SecretField ref={ref} label={label} description={description} error={error} onInput={onInput} />;
}
