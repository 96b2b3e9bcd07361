import { t } from '../../lib/i18n/catalogues/picker.ts';
import { t as tShared } from '../../lib/i18n/catalogues/shared.ts';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { bdi } from '../kit/rich.tsx';

interface AlreadyLinkedProps {
  /** The client that has the subscription. */
  holder: string;
  onAnswer: (answer: 'move' | 'both' | 'cancel') => void;
}

/** A subscription counts once, with one client: whose is it? */
export default function AlreadyLinked({ holder, onAnswer }: AlreadyLinkedProps) {
  return (
    <Dialog
      title={t('already.title')}
      onCancel={() => onAnswer('cancel')}
      actions={
        <>
          <Button onClick={() => onAnswer('cancel')}>{tShared('action.cancel')}</Button>
          <Button onClick={() => onAnswer('both')}>{t('already.both')}</Button>
          <Button variant="primary" onClick={() => onAnswer('move')}>
            {t('already.move')}
          </Button>
        </>
      }
    >
      <p>{t.rich('already.text', { client: holder, bdi })}</p>
    </Dialog>
  );
}
