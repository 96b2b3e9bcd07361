import { Alert } from '../../../components/kit/Alert.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { failureWords } from '../../../lib/i18n/failure-words.ts';
import type { FailureCode } from '../../../lib/model/failure.ts';
import { isReplaceable } from './key-form.ts';

interface VaultTroubleProps {
  code: FailureCode;
}

export function VaultTrouble({ code }: VaultTroubleProps) {
  return (
    <Alert>
      <p>{failureWords({ ok: false, code })}</p>
      {isReplaceable(code) && <p>{t('trouble.replace')}</p>}
    </Alert>
  );
}
