import { t } from '../../lib/i18n/catalogues/options.ts';
import { nameOf } from '../../lib/model/account-name.ts';
import type { ConnectionRecord } from '../../lib/store/db/schema.ts';

type Named = Pick<ConnectionRecord, 'accountName' | 'ownName'>;

export function accountLabel(account: Named): string {
  return nameOf(account) ?? t('account.unnamed');
}

/** "Acme Studio · Live mode" */
export function accountAndMode(account: Named & Pick<ConnectionRecord, 'mode'>): string {
  return t('account.with-mode', { account: accountLabel(account), mode: t(`mode.${account.mode}`) });
}
