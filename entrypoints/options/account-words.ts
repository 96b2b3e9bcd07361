import { t } from '../../lib/i18n/catalogues/options.ts';
import { t as tShared } from '../../lib/i18n/catalogues/shared.ts';
import { nameOf } from '../../lib/model/account-name.ts';
import type { ConnectionRecord } from '../../lib/store/db/schema.ts';

type Named = Pick<ConnectionRecord, 'accountName' | 'ownName'>;

export function accountLabel(account: Named): string {
  return nameOf(account) ?? tShared('unnamed-account');
}

/** "Acme Studio · Live mode" */
export function accountAndMode(account: Named & Pick<ConnectionRecord, 'mode'>): string {
  return t('account.with-mode', { account: accountLabel(account), mode: t(`mode.${account.mode}`) });
}
