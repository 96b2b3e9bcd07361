import { useState } from 'react';
import { Button } from '../../../components/kit/Button.tsx';
import { Region } from '../../../components/kit/Region.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { SettingRow } from '../SettingRow.tsx';
import { linkMode } from '../stripe/restricted-key-link.ts';
import type { PageState } from '../use-page-state.ts';
import { ChangePassphraseDialog } from './ChangePassphraseDialog.tsx';
import { LockChoices } from './LockChoices.tsx';
import { LockState } from './LockState.tsx';
import { ReadOnlyPanel } from './ReadOnlyPanel.tsx';
import styles from './SecuritySection.module.css';

interface SecuritySectionProps {
  state: PageState;
  reload: () => Promise<void>;
}

export function SecuritySection({ state, reload }: SecuritySectionProps) {
  const { vault, guards, stored } = state;
  const connections = stored.ok ? stored.connections : null;
  const [changing, setChanging] = useState(false);
  const [changed, setChanged] = useState(false);
  return (
    <Region id="security" title={t('section.security')} lead={t('security.lead')}>
      <LockState vault={vault} changed={changed} reload={reload} />
      <div className={styles.block}>
        <LockChoices vault={vault} reload={reload} />
      </div>
      {vault.exists && vault.trouble === null && (
        <SettingRow title={t('passphrase.heading')} text={t('passphrase.change-hint')} ruled>
          <Button
            onClick={() => {
              setChanged(false);
              setChanging(true);
            }}
          >
            {t('passphrase.change')}
          </Button>
        </SettingRow>
      )}
      <ReadOnlyPanel guards={guards} connections={connections} />
      {changing && (
        <ChangePassphraseDialog
          unlocked={vault.unlocked}
          links={linkMode(connections ?? [])}
          onCancel={() => setChanging(false)}
          onDone={async () => {
            setChanging(false);
            setChanged(true);
            await reload();
          }}
        />
      )}
    </Region>
  );
}
