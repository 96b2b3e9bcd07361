import { TextField } from '../../../components/kit/TextField.tsx';
import { t } from '../../../lib/i18n/catalogues/settings.ts';
import { UPCOMING_WINDOW } from '../../../lib/model/settings.ts';
import { saveSettings } from '../save-settings.ts';
import { useTypedSetting } from '../use-typed-setting.ts';
import styles from './FiguresSection.module.css';

const { least, most } = UPCOMING_WINDOW;

export function WindowField({ days, reload }: { days: number; reload: () => Promise<void> }) {
  const typed = useTypedSetting(String(days), async (text) => {
    const upcomingWindowDays = Number(text);
    if (!/^\d{1,2}$/.test(text) || upcomingWindowDays < least || upcomingWindowDays > most)
      return t('figures.window-wrong', { least, most });
    const problem = await saveSettings({ upcomingWindowDays });
    await reload();
    return problem;
  });
  return (
    <TextField
      {...typed}
      type="number"
      inputMode="numeric"
      min={least}
      max={most}
      announced
      className={styles.choice}
      label={t('figures.window')}
      description={t('figures.window-hint', { least, most })}
    />
  );
}
