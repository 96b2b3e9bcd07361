import { useEffect, useState } from 'react';
import { Note } from '../../../components/kit/Alert.tsx';
import { Region } from '../../../components/kit/Region.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import type { VaultState } from '../../../lib/messaging/messages.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import { Unreadable } from '../Unreadable.tsx';
import { useOnLock } from '../use-on-lock.ts';
import type { PageState } from '../use-page-state.ts';
import { AccountDetails } from './AccountDetails.tsx';
import { ConnectionStatus } from './ConnectionStatus.tsx';
import { DisconnectDialog } from './DisconnectDialog.tsx';
import { GrantAccess } from './GrantAccess.tsx';
import { type KeyCheck, KeyForm, type KeyFormTask, type KeyUpdate } from './KeyForm.tsx';
import { KeyGuide } from './KeyGuide.tsx';
import { isReplaceable } from './key-form.ts';
import { PermissionsTable } from './PermissionsTable.tsx';
import styles from './StripeSection.module.css';
import { VaultTrouble } from './VaultTrouble.tsx';

interface StripeSectionProps {
  state: PageState;
  reload: () => Promise<void>;
  welcome: boolean;
  /** The account whose new key is to be typed, as chosen in another section. */
  updating: KeyUpdate | null;
}

export function StripeSection({ state, reload, welcome, updating }: StripeSectionProps) {
  const { vault, guards, stored } = state;
  return (
    <Region id="stripe" level={3} title={t('section.stripe')} lead={t('stripe.lead')}>
      {stored.ok ? (
        <Accounts
          vault={vault}
          connections={stored.connections}
          reload={reload}
          welcome={welcome}
          updating={updating}
        />
      ) : (
        <Unreadable>{t('unreadable.stripe')}</Unreadable>
      )}
      {guards && !guards.hostAccess && <GrantAccess reload={reload} />}
    </Region>
  );
}

interface AccountsProps extends Pick<StripeSectionProps, 'reload' | 'welcome' | 'updating'> {
  vault: VaultState;
  connections: readonly ConnectionRecord[];
}

function Accounts({ vault, connections, reload, welcome, updating }: AccountsProps) {
  const connected = connections.filter((connection) => connection.connected);
  const [adding, setAdding] = useState(false);
  const [check, setCheck] = useState<KeyCheck | null>(null);
  const [leaving, setLeaving] = useState<ConnectionRecord | null>(null);
  const [forgot, stopForgetting] = useForgotten();
  const replacing = vault.trouble !== null || (forgot && vault.exists && !vault.unlocked);
  const task: KeyFormTask = replacing
    ? { kind: 'replace', connected, onCancel: vault.trouble === null ? stopForgetting : null }
    : connected.length === 0
      ? { kind: 'first' }
      : adding
        ? { kind: 'add', onCancel: () => setAdding(false) }
        : { kind: 'update', among: connected, onAdd: () => setAdding(true) };

  useEffect(() => {
    if (updating) setAdding(false);
  }, [updating]);
  const follow = async (now: KeyCheck) => {
    setCheck(now);
    if (now.phase === 'checking') return;
    if (now.phase === 'saved') {
      setAdding(false);
      stopForgetting();
    }
    // A refused key too: its passphrase may have unlocked the vault.
    await reload();
  };
  // What became of an earlier check is no longer news then.
  useOnLock(vault.unlocked, () => setCheck(null));
  const refused = check?.phase === 'refused' ? check.permissions : null;
  return (
    <>
      {welcome && connected.length === 0 && <Note>{t('stripe.welcome')}</Note>}
      <div className={styles.box}>
        <ConnectionStatus
          connections={connections}
          trouble={vault.trouble !== null}
          checking={check?.phase === 'checking'}
          outcome={check?.phase === 'saved' ? check.sentence : ''}
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
      {vault.trouble && <VaultTrouble code={vault.trouble} />}
      {isReplaceable(vault.trouble) && (
        <>
          <KeyGuide connected={connected} />
          <KeyForm
            key={task.kind === 'replace' ? 'replace' : 'key'}
            task={task}
            vault={vault}
            updating={updating}
            onCheck={follow}
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
            setCheck(null);
            await reload();
          }}
        />
      )}
    </>
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
