import { Button } from '../../../components/kit/Button.tsx';
import { Dialog } from '../../../components/kit/Dialog.tsx';
import type { Failure } from '../../../lib/model/failure.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import { accountAndMode, MODE_WORDS } from '../words.ts';
import styles from './StripeSection.module.css';

interface DifferentAccountDialogProps {
  /** The account whose key was to be replaced. */
  current: ConnectionRecord;
  /** What is known of the account that the new key belongs to. */
  found: NonNullable<Failure['detail']>;
  onChoice: (choice: 'switch' | 'add') => void;
  onCancel: () => void;
}

/** The new key works, but belongs elsewhere: nothing is changed before the user says what is meant. */
export function DifferentAccountDialog({ current, found, onChoice, onCancel }: DifferentAccountDialogProps) {
  const mode = found.mode ? ` · ${MODE_WORDS[found.mode]}` : '';
  return (
    <Dialog
      title="Different account"
      onCancel={onCancel}
      actions={
        <div className={styles.column}>
          <Button variant="primary" onClick={() => onChoice('switch')}>
            Switch to this account
          </Button>
          <Button onClick={() => onChoice('add')}>Add as another account</Button>
          <Button variant="quiet" onClick={onCancel}>
            Cancel
          </Button>
        </div>
      }
    >
      <dl className={styles.compare}>
        <div>
          <dt>The new key belongs to</dt>
          <dd>
            {found.accountName ?? 'another Stripe account'}
            {mode}
          </dd>
        </div>
        <div>
          <dt>The saved key belongs to</dt>
          <dd>{accountAndMode(current)}</dd>
        </div>
      </dl>
      <ul className={styles.choices}>
        <li>
          <strong>Switch</strong> removes the saved key. Clients linked to its account keep their last known
          figures, which no longer update.
        </li>
        <li>
          <strong>Add</strong> keeps both, side by side and never mixed.
        </li>
      </ul>
    </Dialog>
  );
}
