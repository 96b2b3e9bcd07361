import type { Mode, Permission } from '../../lib/model/connection.ts';
import type { ConnectionRecord } from '../../lib/store/db/schema.ts';

export const PASSPHRASES_DIFFER = 'The two passphrases differ. Type the same one twice.';

export const MODE_WORDS: Record<Mode, string> = { live: 'Live mode', test: 'Test mode' };

export const PERMISSION_WORDS: Record<Permission, string> = {
  subscriptions: 'Subscriptions',
  customers: 'Customers',
  invoices: 'Invoices',
  prices: 'Prices',
  products: 'Products',
  coupons: 'Coupons',
  events: 'Events',
};

/** What a person calls the account: its name, else its id, else that Stripe did not say. */
export function accountLabel(account: Pick<ConnectionRecord, 'accountName'>): string {
  return account.accountName || 'Stripe account';
}

export function accountAndMode(account: Pick<ConnectionRecord, 'accountName' | 'mode'>): string {
  return `${accountLabel(account)} · ${MODE_WORDS[account.mode]}`;
}

export const KEY_KIND_WORDS: Record<ConnectionRecord['keyKind'], string> = {
  restricted: 'Restricted key',
  secret: 'Full secret key',
};

/** To the second: the log's entries follow each other closely. */
export function formatMoment(milliseconds: number): string {
  return new Intl.DateTimeFormat(undefined, {
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
  }).format(milliseconds);
}
