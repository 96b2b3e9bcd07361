import { useState } from 'react';
import { useOneTotal } from '../../../components/clients/use-one-total.ts';
import { Alert } from '../../../components/kit/Alert.tsx';
import { SelectField } from '../../../components/kit/SelectField.tsx';
import { currencyCodes } from '../../../lib/clients/currency-codes.ts';
import { t } from '../../../lib/i18n/catalogues/settings.ts';
import { type OneTotalSettings, pairOf } from '../../../lib/model/settings.ts';
import type { Currency } from '../../../lib/model/units.ts';
import { chooseTotalCurrency } from '../../../lib/store/records/one-total.ts';
import { storing } from '../save-settings.ts';
import styles from './FiguresSection.module.css';
import { RateField } from './RateField.tsx';
import { useCurrenciesInUse } from './use-currencies-in-use.ts';

const OFF = '';

export function OneTotalFields() {
  const settings = useOneTotal();
  const inUse = useCurrenciesInUse();
  if (settings === null || inUse === null) return null;
  return <Fields settings={settings} inUse={inUse} />;
}

function Fields({ settings, inUse }: { settings: OneTotalSettings; inUse: readonly Currency[] }) {
  const { currency, rates } = settings;
  const [problem, setProblem] = useState<string | null>(null);
  const others = inUse.filter((code) => code !== currency);
  return (
    <div className={styles.total}>
      <SelectField
        className={styles.choice}
        label={t('total.currency')}
        description={t('total.hint')}
        value={currency ?? OFF}
        onValueChange={async (value) => {
          const chosen = value === OFF ? null : (value as Currency);
          setProblem(await storing((store) => chooseTotalCurrency(store, chosen)));
        }}
        choices={[
          { value: OFF, label: t('off') },
          ...currencyCodes([...inUse, ...(currency === null ? [] : [currency])]).map((code) => ({
            value: code,
            label: code.toUpperCase(),
          })),
        ]}
      />
      {problem && <Alert>{problem}</Alert>}
      {currency !== null && others.length > 0 && (
        <div className={styles.rates}>
          {others.map((from) => (
            <RateField
              key={pairOf(from, currency)}
              from={from}
              to={currency}
              typed={rates[pairOf(from, currency)] ?? null}
            />
          ))}
        </div>
      )}
      {currency !== null && others.length === 0 && inUse.length > 0 && (
        <p className={styles.quiet}>{t('total.only', { currency: currency.toUpperCase() })}</p>
      )}
    </div>
  );
}
