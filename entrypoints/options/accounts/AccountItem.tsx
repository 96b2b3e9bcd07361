import { useState } from 'react';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { SelectField } from '../../../components/kit/SelectField.tsx';
import { TextField } from '../../../components/kit/TextField.tsx';
import { t } from '../../../lib/i18n/catalogues/accounts.ts';
import { ACCOUNT_COLOURS } from '../../../lib/model/connection.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import { changeConnection } from '../../../lib/store/records/connections.ts';
import { accountAndMode } from '../account-words.ts';
import { storing } from '../save-settings.ts';
import { useTypedSetting } from '../use-typed-setting.ts';
import styles from './AccountsSection.module.css';
import { ACCOUNT_NAME_MOST, withColour, withOwnName } from './account-changes.ts';

interface AccountItemProps {
  connection: ConnectionRecord;
  reload: () => Promise<void>;
  onUpdateKey: () => void;
  onDisconnect: () => void;
  onRemove: () => void;
}

export function AccountItem(props: AccountItemProps) {
  const { connection, reload, onUpdateKey, onDisconnect, onRemove } = props;
  const [problem, setProblem] = useState<string | null>(null);
  const account = accountAndMode(connection);
  const change = async (to: (known: ConnectionRecord) => ConnectionRecord) => {
    const failed = await storing((store) =>
      changeConnection(store, connection.id, (known) => known && to(known)),
    );
    await reload();
    return failed;
  };
  const name = useTypedSetting(connection.ownName ?? '', (typed) =>
    change((known) => withOwnName(known, typed)),
  );
  const colours = ACCOUNT_COLOURS.map((value) => ({ value, label: t(`colour.${value}`) }));
  return (
    <li className={styles.item} aria-label={account} data-colour={connection.colour}>
      <p className={styles.account}>
        {account}
        {!connection.connected && <span className={styles.state}>{t('not-connected')}</span>}
      </p>
      <div className={styles.fields}>
        <TextField
          {...name}
          announced
          label={t('name')}
          maxLength={ACCOUNT_NAME_MOST}
          placeholder={connection.accountName ?? undefined}
        />
        <SelectField
          label={t('colour-label')}
          value={connection.colour ?? ''}
          choices={[{ value: '', label: t('colour.none') }, ...colours]}
          onValueChange={async (colour) => setProblem(await change((known) => withColour(known, colour)))}
        />
      </div>
      <div className={styles.buttons}>
        {connection.connected ? (
          <>
            <Button aria-label={t('update-key-of', { account })} onClick={onUpdateKey}>
              {t('update-key')}
            </Button>
            <Button aria-label={t('disconnect-of', { account })} onClick={onDisconnect}>
              {t('disconnect')}
            </Button>
          </>
        ) : (
          <Button variant="danger" aria-label={t('remove-of', { account })} onClick={onRemove}>
            {t('remove')}
          </Button>
        )}
      </div>
      {problem && <Alert>{problem}</Alert>}
    </li>
  );
}
