import type { Mode } from '../../../lib/model/connection.ts';

/** Read permissions in Stripe's own names; only the first is indispensable. */
const PERMISSIONS = [
  'rak_subscription_read',
  'rak_customer_read',
  'rak_invoice_read',
  'rak_plan_read',
  'rak_product_read',
  'rak_coupon_read',
  'rak_event_read',
  'rak_subscription_schedule_read',
] as const;

/**
 * Stripe's form for a restricted key with our permissions ticked. The parameters are not documented by Stripe;
 * a name that it does not know is left unticked, so the worst case is a form to fill in by hand.
 */
export function restrictedKeyLink(mode: Mode): string {
  const path = mode === 'test' ? '/test/apikeys/create' : '/apikeys/create';
  const permissions = PERMISSIONS.map((name) => `permissions[]=${name}`).join('&');
  return `https://dashboard.stripe.com${path}?name=ClientPlug&${permissions}`;
}

/** Stripe's list of API keys. */
export function apiKeysPage(mode: Mode): string {
  return `https://dashboard.stripe.com${mode === 'test' ? '/test/apikeys' : '/apikeys'}`;
}
