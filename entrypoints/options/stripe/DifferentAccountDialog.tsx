import { Button } from '../../../components/kit/Button.tsx';
import { Dialog } from '../../../components/kit/Dialog.tsx';
import { bold } from '../../../components/kit/rich.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { t as tShared } from '../../../lib/i18n/catalogues/shared.ts';
import type { Failure } from '../../../lib/model/failure.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import { accountAndMode } from '../account-words.ts';
import styles from './StripeSection.module.css';

interface DifferentAccountDialogProps {
  current: ConnectionRecord;
  found: NonNullable<Failure['detail']>;
  onChoice: (choice: 'switch' | 'add') => void;
  onCancel: () => void;
}

/** The new key works but belongs to another account: nothing changes until the user chooses. */
export function DifferentAccountDialog({ current, found, onChoice, onCancel }: DifferentAccountDialogProps) {
  const account = found.accountName ?? t('different.another');
  const foundWords = found.mode ? accountAndMode({ accountName: account, mode: found.mode }) : account;
  return (
    <Dialog
      title={t('different.title')}
      onCancel={onCancel}
      actions={
        <div className={styles.column}>
          <Button variant="primary" onClick={() => onChoice('switch')}>
            {t('different.switch')}
          </Button>
          <Button onClick={() => onChoice('add')}>{t('different.add')}</Button>
          <Button variant="quiet" onClick={onCancel}>
            {tShared('action.cancel')}
          </Button>
        </div>
      }
    >
      <dl className={styles.compare}>
        <div>
          <dt>{t('different.new')}</dt>
          <dd>{foundWords}</dd>
        </div>
        <div>
          <dt>{t('different.saved')}</dt>
          <dd>{accountAndMode(current)}</dd>
        </div>
      </dl>
      <ul className={styles.choices}>
        <li>{t.rich('different.switch-means', { b: bold })}</li>
        <li>{t.rich('different.add-means', { b: bold })}</li>
      </ul>
    </Dialog>
  );
}
