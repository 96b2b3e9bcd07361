import { failureWords } from '../../lib/i18n/failure-words.ts';
import type { Failure } from '../../lib/model/failure.ts';
import { Alert } from '../kit/Alert.tsx';
import { Button } from '../kit/Button.tsx';

/** The page's data could not be read: why, and a way to try again. */
export function ReadFailure({ failure, reload }: { failure: Failure; reload: () => Promise<void> }) {
  return (
    <Alert actions={<Button onClick={() => void reload()}>Try again</Button>}>{failureWords(failure)}</Alert>
  );
}
