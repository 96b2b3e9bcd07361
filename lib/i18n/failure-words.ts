import type { Failure } from '../model/failure.ts';
import { t } from './catalogues/failures.ts';
import { t as tShared } from './catalogues/shared.ts';

/** What is wrong and what to do, in one or two sentences. Never contains a secret. */
export function failureWords(failure: Failure): string {
  const sentence = sentenceOf(failure);
  const account = failure.detail?.account;
  if (!account) return sentence;
  const name = account.name ?? tShared('unnamed-account');
  return t('failure.of-account', { account: name, mode: account.mode, sentence });
}

function sentenceOf({ code, detail = {} }: Failure): string {
  const { permission, seconds, accountName, mode } = detail;
  switch (code) {
    case 'passphrase-throttled':
    case 'stripe-rate-limited':
      return seconds === undefined ? t(`failure.${code}`) : t(`failure.${code}-for`, { seconds });
    case 'stripe-permission':
      return permission === undefined
        ? t('failure.stripe-permission')
        : t('failure.stripe-permission-named', { permission });
    case 'stripe-wrong-mode':
      return mode === undefined
        ? t('failure.stripe-wrong-mode')
        : t('failure.stripe-wrong-mode-named', { mode });
    case 'different-account':
      return accountName
        ? t('failure.different-account-named', { account: accountName, mode: mode ?? 'none' })
        : t('failure.different-account', { mode: mode ?? 'none' });
    default:
      return t(`failure.${code}`);
  }
}
