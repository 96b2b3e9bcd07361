import { failureWords } from '../../lib/i18n/failure-words.ts';
import { Alert, Note } from '../kit/Alert.tsx';
import { Button } from '../kit/Button.tsx';
import type { ClientActions } from './use-client-actions.ts';

/** Above the list: the last action failed, or a new client was typed and not saved. */
export function ClientNotes({ actions }: { actions: ClientActions }) {
  const { failure, unsaved, form } = actions;
  return (
    <>
      {failure && <Alert>{failureWords({ ok: false, code: failure })}</Alert>}
      {unsaved !== null && !form && (
        <Note
          actions={
            <>
              <Button size="sm" variant="primary" onClick={actions.add}>
                Continue
              </Button>
              <Button size="sm" onClick={actions.discardUnsaved}>
                Discard
              </Button>
            </>
          }
        >
          A new client is not saved yet{unsaved === '' ? '.' : ': '}
          <bdi>{unsaved}</bdi>
        </Note>
      )}
    </>
  );
}
