import { useState } from 'react';
import { browser } from 'wxt/browser';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Checkbox } from '../../../components/kit/Checkbox.tsx';
import { Region } from '../../../components/kit/Region.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { failureWords } from '../../../lib/i18n/failure-words.ts';
import { storeFailureCode } from '../../../lib/store/db/errors.ts';
import { openStore } from '../../../lib/store/db/open.ts';
import { writeSettings } from '../../../lib/store/records/write-settings.ts';
import type { PageState } from '../use-page-state.ts';

interface NotificationsSectionProps {
  state: PageState;
  reload: () => Promise<void>;
}

/** Opt-in. The only place that requests the permission. */
export function NotificationsSection({ state, reload }: NotificationsSectionProps) {
  const [wanted, setWanted] = useState<boolean | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  // The user may have revoked it in the browser's settings.
  const stands = state.settings.notifyLate && state.noticesAllowed;

  const choose = async (notifyLate: boolean) => {
    setWanted(notifyLate);
    setProblem(null);
    try {
      // Before any await: browsers accept the request only within the click.
      const allowed =
        !notifyLate ||
        (await browser.permissions.request({ permissions: ['notifications'] }).catch(() => false));
      if (allowed) await writeSettings(await openStore(), { notifyLate });
      else setProblem(t('notifications.refused'));
    } catch (error) {
      setProblem(failureWords({ ok: false, code: storeFailureCode(error) }));
    }
    await reload();
    setWanted(null);
  };
  return (
    <Region id="notifications" title={t('section.notifications')} lead={t('notifications.lead')}>
      <Checkbox
        label={t('notifications.late')}
        description={t('notifications.late-hint')}
        checked={wanted ?? stands}
        onCheckedChange={(checked) => void choose(checked)}
      />
      {problem && <Alert>{problem}</Alert>}
    </Region>
  );
}
