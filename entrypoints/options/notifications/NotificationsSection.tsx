import { useState } from 'react';
import { browser } from 'wxt/browser';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Checkbox } from '../../../components/kit/Checkbox.tsx';
import { Region } from '../../../components/kit/Region.tsx';
import { t as tOptions } from '../../../lib/i18n/catalogues/options.ts';
import { t } from '../../../lib/i18n/catalogues/settings.ts';
import type { Settings } from '../../../lib/model/settings.ts';
import { saveSettings } from '../save-settings.ts';
import { Unreadable } from '../Unreadable.tsx';
import type { PageState } from '../use-page-state.ts';

interface NotificationsSectionProps {
  state: PageState;
  reload: () => Promise<void>;
}

export function NotificationsSection({ state, reload }: NotificationsSectionProps) {
  const { stored, noticesAllowed } = state;
  return (
    <Region id="notifications" title={tOptions('section.notifications')} lead={t('notify.lead')}>
      {stored.ok ? (
        <NoticeSettings settings={stored.settings} noticesAllowed={noticesAllowed} reload={reload} />
      ) : (
        <Unreadable>{tOptions('unreadable.settings')}</Unreadable>
      )}
    </Region>
  );
}

type Choice = Partial<Pick<Settings, 'notifyLate' | 'notifyPaid' | 'notifyAmounts'>>;

interface NoticeSettingsProps {
  settings: Settings;
  noticesAllowed: boolean;
  reload: () => Promise<void>;
}

/** Opt-in. The only place that requests the permission. */
function NoticeSettings({ settings, noticesAllowed, reload }: NoticeSettingsProps) {
  const [wanted, setWanted] = useState<Choice>({});
  const [problem, setProblem] = useState<string | null>(null);
  // The user may have revoked it in the browser's settings.
  const shown = {
    notifyLate: settings.notifyLate && noticesAllowed,
    notifyPaid: settings.notifyPaid && noticesAllowed,
    notifyAmounts: settings.notifyAmounts,
    ...wanted,
  };

  const choose = async (choice: Choice) => {
    setWanted(choice);
    setProblem(null);
    // Before any await: browsers accept the request only within the click.
    const allowed =
      !(choice.notifyLate || choice.notifyPaid) ||
      (await browser.permissions.request({ permissions: ['notifications'] }).catch(() => false));
    // A choice kept from before the permission was revoked must not come back with it.
    const others = noticesAllowed ? {} : { notifyLate: false, notifyPaid: false };
    setProblem(allowed ? await saveSettings({ ...others, ...choice }) : t('notify.refused'));
    await reload();
    setWanted((now) => (now === choice ? {} : now));
  };
  return (
    <>
      <Checkbox
        label={t('notify.late')}
        checked={shown.notifyLate}
        onCheckedChange={(notifyLate) => void choose({ notifyLate })}
      />
      <Checkbox
        label={t('notify.paid')}
        checked={shown.notifyPaid}
        onCheckedChange={(notifyPaid) => void choose({ notifyPaid })}
      />
      <Checkbox
        label={t('notify.amounts')}
        description={t('notify.amounts-hint')}
        checked={shown.notifyAmounts}
        onCheckedChange={(notifyAmounts) => void choose({ notifyAmounts })}
      />
      {problem && <Alert>{problem}</Alert>}
    </>
  );
}
