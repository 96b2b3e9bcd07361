import { t } from '../../lib/i18n/catalogues/dialog.ts';
import { SelectField } from '../kit/SelectField.tsx';

const COMMON = ['usd', 'eur', 'gbp', 'chf', 'cad', 'aud', 'jpy', 'brl', 'inr'];

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
  known ??= [
    ...COMMON,
    ...Intl.supportedValuesOf('currency')
      .map((code) => code.toLowerCase())
      .filter((code) => !COMMON.includes(code)),
  ];
  const codes = known.includes(value) ? known : [value, ...known];
  return codes.map((code) => ({ value: code, label: code.toUpperCase() }));
}
