import { useEffect, useState } from 'react';
import { Note } from '../../../components/kit/Alert.tsx';
import { Region } from '../../../components/kit/Region.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import type { Permissions } from '../../../lib/model/permissions.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import type { PageState } from '../use-page-state.ts';
import { AccountDetails } from './AccountDetails.tsx';
import { ConnectionStatus } from './ConnectionStatus.tsx';
import { DisconnectDialog } from './DisconnectDialog.tsx';
import { GrantAccess } from './GrantAccess.tsx';
import { KeyForm, type KeyFormTask } from './KeyForm.tsx';
import { KeyGuide } from './KeyGuide.tsx';
import { PermissionsTable } from './PermissionsTable.tsx';
import styles from './StripeSection.module.css';
import { VaultTrouble } from './VaultTrouble.tsx';

interface StripeSectionProps {
  state: PageState;
  reload: () => Promise<void>;
  welcome: boolean;
}

export function StripeSection({ state, reload, welcome }: StripeSectionProps) {
  const { vault, guards, connections } = state;
  const connected = connections.filter((connection) => connection.connected);
  const [adding, setAdding] = useState(false);
  const [checking, setChecking] = useState(false);
  const [outcome, setOutcome] = useState('');
  const [refused, setRefused] = useState<Permissions | null>(null);
  const [leaving, setLeaving] = useState<ConnectionRecord | null>(null);
  const [forgot, stopForgetting] = useForgotten();
  const replacing = vault.trouble !== null || (forgot && vault.exists && !vault.unlocked);
  const task: KeyFormTask = replacing
    ? { kind: 'replace', connected, optional: vault.trouble === null }
    : connected.length === 0
      ? { kind: 'first' }
      : adding
        ? { kind: 'add' }
        : { kind: 'update', among: connected };

  const saved = async (sentence: string) => {
    setAdding(false);
    stopForgetting();
    setRefused(null);
    setOutcome(sentence);
    await reload();
  };
  return (
    <Region id="stripe" level={3} title={t('section.stripe')} lead={t('stripe.lead')}>
      {welcome && connected.length === 0 && <Note>{t('stripe.welcome')}</Note>}
      <div className={styles.box}>
        <ConnectionStatus
          connections={connections}
          trouble={vault.trouble !== null}
          checking={checking}
          outcome={outcome}
        />
        {connected.map((connection) => (
          <AccountDetails
            key={connection.id}
            connection={connection}
            alone={connected.length === 1}
            onDisconnect={() => setLeaving(connection)}
          />
        ))}
      </div>
      {guards && !guards.hostAccess && <GrantAccess reload={reload} />}
      {vault.trouble && <VaultTrouble code={vault.trouble} />}
      {vault.trouble !== 'vault-newer' && (
        <>
          <KeyGuide connected={connected.length > 0} />
          <KeyForm
            key={task.kind === 'replace' ? 'replace' : 'key'}
            task={task}
            vault={vault}
            onChecking={(now) => {
              setChecking(now);
              if (now) {
                setOutcome('');
                setRefused(null);
              }
            }}
            onSaved={saved}
            onRefused={setRefused}
            onAdd={() => setAdding(true)}
            onStopAdding={() => {
              setAdding(false);
              stopForgetting();
            }}
            reload={reload}
          />
          {refused && (
            <PermissionsTable
              permissions={refused}
              name={connected.length === 0 ? t('permissions.title') : t('permissions.title-checked')}
            />
          )}
        </>
      )}
      {leaving && (
        <DisconnectDialog
          connection={leaving}
          several={connected.length > 1}
          unlocked={vault.unlocked}
          onCancel={() => setLeaving(null)}
          onDone={async () => {
            setLeaving(null);
            setAdding(false);
            setOutcome('');
            await reload();
          }}
        />
      )}
    </Region>
  );
}

function useForgotten(): [boolean, () => void] {
  const [forgot, setForgot] = useState(location.hash === '#forgot');
  useEffect(() => {
    const follow = () => setForgot(location.hash === '#forgot');
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const stop = () => {
    if (location.hash === '#forgot') location.hash = '#stripe';
  };
  return [forgot, stop];
}
