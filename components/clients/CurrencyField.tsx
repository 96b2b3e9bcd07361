import { currencyCodes } from '../../lib/clients/currency-codes.ts';
import { t } from '../../lib/i18n/catalogues/dialog.ts';
import { SelectField } from '../kit/SelectField.tsx';

interface CurrencyFieldProps {
  value: string;
  onValueChange: (code: string) => void;
}

export function CurrencyField({ value, onValueChange }: CurrencyFieldProps) {
  return (
    <SelectField
      label={t('currency')}
      value={value}
      onValueChange={onValueChange}
      choices={currencyChoices(value)}
    />
  );
}

let known: string[] | null = null;

function currencyChoices(value: string) {
  known ??= currencyCodes([]);
  const codes = known.includes(value) ? known : [value, ...known];
  return codes.map((code) => ({ value: code, label: code.toUpperCase() }));
}
