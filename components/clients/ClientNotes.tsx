import { t } from '../../lib/i18n/catalogues/notices.ts';
import { Alert, Note } from '../kit/Alert.tsx';
import { Button } from '../kit/Button.tsx';
import { bdi } from '../kit/rich.tsx';
import { FailureText } from '../shell/FailureText.tsx';
import type { ClientActions } from './use-client-actions.ts';

export function ClientNotes({ actions }: { actions: ClientActions }) {
  const { failure, unsaved, form } = actions;
  return (
    <>
      {failure && (
        <Alert>
          <FailureText failure={{ ok: false, code: failure }} />
        </Alert>
      )}
      {unsaved !== null && !form && (
        <Note
          actions={
            <>
              <Button size="sm" variant="primary" onClick={actions.add}>
                {t('unsaved.continue')}
              </Button>
              <Button size="sm" onClick={actions.discardUnsaved}>
                {t('unsaved.discard')}
              </Button>
            </>
          }
        >
          {unsaved === '' ? t('unsaved.unnamed') : t.rich('unsaved.named', { client: unsaved, bdi })}
        </Note>
      )}
    </>
  );
}
