import { Alert } from '../../../components/kit/Alert.tsx';
import { failureWords } from '../../../lib/i18n/failure-words.ts';
import { t } from '../../../lib/i18n/options.ts';
import type { FailureCode } from '../../../lib/model/failure.ts';

interface VaultTroubleProps {
  code: FailureCode;
  /** There is an account that can be disconnected, which clears the way for a new key. */
  connected: boolean;
}

/** The vault is there but cannot be used. Never a first-run form: a new key would cover what may be rescued. */
export function VaultTrouble({ code, connected }: VaultTroubleProps) {
  return (
    <Alert>
      <p>{failureWords({ ok: false, code })}</p>
      {code !== 'vault-newer' && <p>{connected ? t('trouble.disconnect') : t('trouble.forget')}</p>}
    </Alert>
  );
}
