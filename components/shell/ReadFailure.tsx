import { t } from '../../lib/i18n/catalogues/shared.ts';
import type { Failure } from '../../lib/model/failure.ts';
import { Alert } from '../kit/Alert.tsx';
import { Button } from '../kit/Button.tsx';
import { FailureText } from './FailureText.tsx';

export function ReadFailure({ failure, reload }: { failure: Failure; reload: () => Promise<void> }) {
  return (
    <Alert actions={<Button onClick={() => void reload()}>{t('action.try-again')}</Button>}>
      <FailureText failure={failure} />
    </Alert>
  );
}
