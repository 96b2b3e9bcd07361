import { Button } from '../../../components/kit/Button.tsx';
import { Checkbox } from '../../../components/kit/Checkbox.tsx';
import { Dialog } from '../../../components/kit/Dialog.tsx';
import type { Column } from '../../../lib/clients/columns.ts';
import { type ColumnChoice, OPTIONAL_COLUMNS } from '../../../lib/clients/columns.ts';
import { t } from '../../../lib/i18n/catalogues/dashboard.ts';
import styles from './ColumnsDialog.module.css';

interface ColumnsDialogProps {
  shown: readonly Column[];
  choice: ColumnChoice;
  onChoice: (choice: ColumnChoice) => void;
  onClose: () => void;
}

/** Takes effect with each tick. */
export function ColumnsDialog({ shown, choice, onChoice, onClose }: ColumnsDialogProps) {
  return (
    <Dialog
      title={t('columns.title')}
      onCancel={onClose}
      actions={
        <>
          <Button disabled={Object.keys(choice).length === 0} onClick={() => onChoice({})}>
            {t('columns.reset')}
          </Button>
          <Button variant="primary" onClick={onClose}>
            {t('columns.done')}
          </Button>
        </>
      }
    >
      <div className={styles.list}>
        <p className={styles.lead}>{t('columns.lead')}</p>
        {OPTIONAL_COLUMNS.map((column) => (
          <Checkbox
            key={column}
            label={t(`column.${column}`)}
            checked={shown.includes(column)}
            onCheckedChange={(checked) => onChoice({ ...choice, [column]: checked })}
          />
        ))}
      </div>
    </Dialog>
  );
}
