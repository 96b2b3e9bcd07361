import { useMemo } from 'react';
import type { ListedClient } from '../../../components/clients/use-client-list.ts';
import { Button, IconButton } from '../../../components/kit/Button.tsx';
import type { AsOf } from '../../../lib/billing/as-of.ts';
import { t } from '../../../lib/i18n/catalogues/dashboard.ts';
import { sumsText } from '../../../lib/i18n/row-face.ts';
import type { PanelAction } from '../bulk/use-bulk.ts';
import styles from './SelectionBar.module.css';
import { totalsOf } from './totals.ts';

interface SelectionBarProps {
  selected: readonly ListedClient[];
  /** How many of them the filter or the search hides. */
  hidden: number;
  asOf: AsOf;
  onAction: (action: PanelAction) => void;
  onClear: () => void;
}

export function SelectionBar({ selected, hidden, asOf, onAction, onClear }: SelectionBarProps) {
  const monthly = useMemo(() => totalsOf(selected, asOf).monthly, [selected, asOf]);
  const isArchived = ({ client }: ListedClient) => client.archived;
  const amounts = sumsText(monthly);
  return (
    <div role="toolbar" aria-label={t('selection.label')} className={styles.bar}>
      <span className={styles.words}>
        <strong>{t('selection.count', { count: selected.length })}</strong>
        {amounts !== '' && <span className={styles.quiet}>{t('selection.monthly', { amounts })}</span>}
        {hidden > 0 && <span className={styles.hidden}>{t('selection.hidden', { count: hidden })}</span>}
      </span>
      <span className={styles.actions}>
        <Button size="sm" onClick={() => onAction('type')}>
          {t('selection.type')}
        </Button>
        {!selected.every(isArchived) && (
          <Button size="sm" onClick={() => onAction('archive')}>
            {t('selection.archive')}
          </Button>
        )}
        {selected.some(isArchived) && (
          <Button size="sm" onClick={() => onAction('restore')}>
            {t('selection.restore')}
          </Button>
        )}
        <Button size="sm" onClick={() => onAction('unlink')}>
          {t('selection.unlink')}
        </Button>
        <Button size="sm" variant="danger" onClick={() => onAction('delete')}>
          {t('selection.delete')}
        </Button>
        <IconButton label={t('selection.clear')} icon="close" size="sm" onClick={onClear} />
      </span>
    </div>
  );
}
