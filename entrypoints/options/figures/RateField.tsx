import { TextField } from '../../../components/kit/TextField.tsx';
import { dateOfDay, systemCalendar } from '../../../lib/billing/calendar.ts';
import { nowSeconds } from '../../../lib/clients/now.ts';
import { t } from '../../../lib/i18n/catalogues/settings.ts';
import { formats } from '../../../lib/i18n/formats.ts';
import { parseRate, type RateProblem, rateText, rateWords } from '../../../lib/i18n/rate-input.ts';
import type { TypedRate } from '../../../lib/model/settings.ts';
import type { Currency } from '../../../lib/model/units.ts';
import { saveRate } from '../../../lib/store/records/one-total.ts';
import { storing } from '../save-settings.ts';
import { useTypedSetting } from '../use-typed-setting.ts';
import styles from './FiguresSection.module.css';

interface RateFieldProps {
  from: Currency;
  to: Currency;
  /** null: none yet. */
  typed: TypedRate | null;
}

export function RateField({ from, to, typed }: RateFieldProps) {
  const names = { from: from.toUpperCase(), to: to.toUpperCase() };
  const field = useTypedSetting(typed ? rateText(typed.rate) : '', async (text) => {
    const parsed = parseRate(text);
    if (!parsed.ok)
      return parsed.code === 'empty' && typed === null ? null : problemWords(parsed.code, names);
    // Only a new rate has a new day.
    if (parsed.rate === typed?.rate) return null;
    const day = dateOfDay(systemCalendar().dayOf(nowSeconds()));
    return storing((store) => saveRate(store, { from, to, typed: { rate: parsed.rate, day } }));
  });
  return (
    <TextField
      {...field}
      inputMode="decimal"
      announced
      className={styles.choice}
      label={t('total.rate', { currency: names.from })}
      description={
        typed
          ? t('total.equation', {
              ...names,
              rate: rateWords(typed.rate),
              day: formats.calendarDate(typed.day, nowSeconds()),
            })
          : t('total.equation-open', names)
      }
    />
  );
}

function problemWords(code: RateProblem, names: { from: string; to: string }): string {
  return t(`total.wrong.${code}`, { ...names, example: rateText('0.92') });
}
