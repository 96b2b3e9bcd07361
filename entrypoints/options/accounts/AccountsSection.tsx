import { useState } from 'react';
import { Region } from '../../../components/kit/Region.tsx';
import { t } from '../../../lib/i18n/catalogues/accounts.ts';
import type { VaultState } from '../../../lib/messaging/messages.ts';
import type { ConnectionId } from '../../../lib/model/ids.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import { DisconnectDialog } from '../stripe/DisconnectDialog.tsx';
import { AccountItem } from './AccountItem.tsx';
import styles from './AccountsSection.module.css';
import { RemoveDialog } from './RemoveDialog.tsx';

interface AccountsSectionProps {
  vault: VaultState;
  connections: readonly ConnectionRecord[];
  reload: () => Promise<void>;
  onUpdateKey: (id: ConnectionId) => void;
}

/** Every account that was ever connected, until it is removed. */
export function AccountsSection({ vault, connections, reload, onUpdateKey }: AccountsSectionProps) {
  const [asked, setAsked] = useState<{ what: 'disconnect' | 'remove'; id: ConnectionId } | null>(null);
  // Another page may have removed it meanwhile.
  const about = connections.find(({ id }) => id === asked?.id);
  const close = () => setAsked(null);
  const done = async () => {
    close();
    await reload();
  };
  if (connections.length === 0) return null;
  return (
    <Region id="accounts" level={3} title={t('title')} lead={t('lead')}>
      <ul className={styles.list} aria-label={t('list')}>
        {connections.map((connection) => (
          <AccountItem
            key={connection.id}
            connection={connection}
            reload={reload}
            onUpdateKey={() => onUpdateKey(connection.id)}
            onDisconnect={() => setAsked({ what: 'disconnect', id: connection.id })}
            onRemove={() => setAsked({ what: 'remove', id: connection.id })}
          />
        ))}
      </ul>
      {asked?.what === 'disconnect' && about && (
        <DisconnectDialog
          connection={about}
          several={connections.filter(({ connected }) => connected).length > 1}
          unlocked={vault.unlocked}
          onCancel={close}
          onDone={done}
        />
      )}
      {asked?.what === 'remove' && about && (
        <RemoveDialog connection={about} onCancel={close} onDone={done} />
      )}
    </Region>
  );
}
