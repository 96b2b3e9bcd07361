import type { Mode } from '../model/connection.ts';

const DASHBOARD = 'https://dashboard.stripe.com';

export interface StripeObject {
  kind: 'customers' | 'invoices' | 'subscriptions';
  id: string;
  mode: Mode;
  /** acct_…; absent: not known, and Stripe then takes the account that the user is signed in to. */
  account?: string;
}

/** The page of an object in Stripe's own Dashboard. */
export function stripeLink({ kind, id, mode, account }: StripeObject): string {
  const path = [account, mode === 'test' ? 'test' : undefined, kind, id];
  return [DASHBOARD, ...path.filter((part) => part !== undefined).map(encodeURIComponent)].join('/');
}
