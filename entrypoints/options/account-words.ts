import { t } from '../../lib/i18n/catalogues/options.ts';
import type { ConnectionRecord } from '../../lib/store/db/schema.ts';

export function accountLabel({ accountName }: Pick<ConnectionRecord, 'accountName'>): string {
  return accountName || t('account.unnamed');
}

/** "Acme Studio · Live mode" */
export function accountAndMode(account: Pick<ConnectionRecord, 'accountName' | 'mode'>): string {
  return t('account.with-mode', { account: accountLabel(account), mode: t(`mode.${account.mode}`) });
}
