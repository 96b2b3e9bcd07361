import { useState } from 'react';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Checkbox } from '../../../components/kit/Checkbox.tsx';
import { Region } from '../../../components/kit/Region.tsx';
import { SelectField } from '../../../components/kit/SelectField.tsx';
import { t as tOptions } from '../../../lib/i18n/catalogues/options.ts';
import { t } from '../../../lib/i18n/catalogues/settings.ts';
import { REFRESH_AGES, type Settings } from '../../../lib/model/settings.ts';
import { rebuildViews } from '../../../lib/store/views/compute.ts';
import { saveSettings, storing } from '../save-settings.ts';
import { Unreadable } from '../Unreadable.tsx';
import type { PageState } from '../use-page-state.ts';
import styles from './FiguresSection.module.css';
import { OneTotalFields } from './OneTotalFields.tsx';
import { WindowField } from './WindowField.tsx';

interface FiguresSectionProps {
  state: PageState;
  reload: () => Promise<void>;
}

export function FiguresSection({ state: { stored }, reload }: FiguresSectionProps) {
  return (
    <Region id="figures" title={tOptions('section.figures')} lead={t('figures.lead')}>
      {stored.ok ? (
        <FigureSettings settings={stored.settings} reload={reload} />
      ) : (
        <Unreadable>{tOptions('unreadable.settings')}</Unreadable>
      )}
    </Region>
  );
}

/** Each choice holds at once, in every open page. */
function FigureSettings({ settings, reload }: { settings: Settings; reload: () => Promise<void> }) {
  const [wanted, setWanted] = useState<Partial<Settings>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const shown = { ...settings, ...wanted };

  const choose = async (patch: Partial<Settings>) => {
    setWanted(patch);
    setProblem(await saveSettings(patch));
    await reload();
    setWanted((now) => (now === patch ? {} : now));
    // Else the next page that opens would have to.
    if (patch.temporaryDiscounts !== undefined) await storing(rebuildViews);
  };
  return (
    <>
      <WindowField days={settings.upcomingWindowDays} reload={reload} />
      <Checkbox
        label={t('figures.discounts')}
        description={t('figures.discounts-hint')}
        checked={shown.temporaryDiscounts}
        onCheckedChange={(temporaryDiscounts) => void choose({ temporaryDiscounts })}
      />
      <SelectField
        className={styles.choice}
        label={t('figures.refresh')}
        description={t('figures.refresh-hint')}
        value={String(shown.refreshAge)}
        onValueChange={(value) => {
          const refreshAge = REFRESH_AGES.find((age) => String(age) === value);
          if (refreshAge !== undefined) void choose({ refreshAge });
        }}
        choices={REFRESH_AGES.map((hours) => ({
          value: String(hours),
          label: hours === 0 ? t('off') : t('figures.refresh-after', { hours }),
        }))}
      />
      <OneTotalFields />
      {problem && <Alert>{problem}</Alert>}
    </>
  );
}
