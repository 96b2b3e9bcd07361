import { useMemo, useState } from 'react';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { Dialog } from '../../../components/kit/Dialog.tsx';
import { TextField } from '../../../components/kit/TextField.tsx';
import { FailureText } from '../../../components/shell/FailureText.tsx';
import type { AsOf } from '../../../lib/billing/as-of.ts';
import type { ClientDigest } from '../../../lib/billing/digest.ts';
import type { Sum } from '../../../lib/billing/owed.ts';
import { mrrChange } from '../../../lib/clients/mrr-change.ts';
import { t } from '../../../lib/i18n/catalogues/dashboard.ts';
import { t as tShared } from '../../../lib/i18n/catalogues/shared.ts';
import { formats } from '../../../lib/i18n/formats.ts';
import type { MinorUnits } from '../../../lib/model/units.ts';
import styles from './BulkDialog.module.css';
import type { BulkFailure, Question } from './use-bulk.ts';

interface BulkDialogProps {
  question: Question;
  clients: readonly ClientDigest[];
  asOf: AsOf;
  busy: boolean;
  failure: BulkFailure | null;
  onConfirm: (type: string) => void;
  onCancel: () => void;
}

/** Says how many clients it is about, and what it does to MRR. */
export function BulkDialog(props: BulkDialogProps) {
  const { question, clients, asOf, busy, failure, onConfirm, onCancel } = props;
  const { action, rows, hidden } = question;
  const count = rows.length;
  const [type, setType] = useState('');
  const change = useMemo(
    () => mrrChange(clients, { action, ids: new Set(rows.map(({ client }) => client.id)) }, asOf),
    [clients, action, rows, asOf],
  );
  const confirm = () => onConfirm(type.trim());
  return (
    <Dialog
      title={action === 'type' ? t('bulk.title.type') : t(`bulk.title.${action}`, { count })}
      onCancel={onCancel}
      {...(action === 'type' && { onSubmit: confirm })}
      actions={
        <>
          <Button onClick={onCancel}>{tShared('action.cancel')}</Button>
          <Button
            variant={action === 'delete' ? 'danger' : 'primary'}
            busy={busy}
            {...(action === 'type' ? { type: 'submit' as const } : { onClick: confirm })}
          >
            {t(`selection.${action}`)}
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        {action === 'type' ? (
          <>
            <p>{t('bulk.what.type', { count })}</p>
            <TextField
              label={t('bulk.field')}
              dir="auto"
              maxLength={500}
              value={type}
              onValueChange={setType}
            />
          </>
        ) : (
          <>
            <p>{t(`bulk.what.${action}`)}</p>
            <p>
              <strong>{changeWords(change)}</strong>
            </p>
          </>
        )}
        {hidden > 0 && <p className={styles.hidden}>{t('selection.hidden', { count: hidden })}.</p>}
        <p className={styles.quiet}>{t('bulk.undo')}</p>
        {failure && (
          <Alert>
            {'code' in failure ? (
              <FailureText failure={{ ok: false, code: failure.code }} />
            ) : (
              t('bulk.left', { count: failure.left })
            )}
          </Alert>
        )}
      </div>
    </Dialog>
  );
}

function changeWords(change: readonly Sum[]): string {
  if (change.length === 0) return t('bulk.mrr-same');
  const less = change.every(({ amount }) => amount < 0);
  const more = change.every(({ amount }) => amount > 0);
  const amounts = change
    .map(({ amount, currency }) => formats.money((less ? -amount : amount) as MinorUnits, currency))
    .join(', ');
  return t(less ? 'bulk.mrr-less' : more ? 'bulk.mrr-more' : 'bulk.mrr-mixed', { amounts });
}
