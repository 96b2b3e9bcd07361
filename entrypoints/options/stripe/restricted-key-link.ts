import type { Mode } from '../../../lib/model/connection.ts';
import { PERMISSIONS } from '../../../lib/model/permissions.ts';
import { STRIPE_PERMISSION } from '../../../lib/model/stripe-permissions.ts';

/**
 * Stripe's form for a restricted key with our permissions ticked. The parameters are not documented by Stripe;
 * a name that it does not know is left unticked, so the worst case is a form to fill in by hand.
 */
export function restrictedKeyLink(mode: Mode): string {
  const path = mode === 'test' ? '/test/apikeys/create' : '/apikeys/create';
  const permissions = PERMISSIONS.map((name) => `permissions[]=${STRIPE_PERMISSION[name]}`).join('&');
  return `https://dashboard.stripe.com${path}?name=ClientPlug&${permissions}`;
}

/** Stripe's list of API keys. */
export function apiKeysPage(mode: Mode): string {
  return `https://dashboard.stripe.com${mode === 'test' ? '/test/apikeys' : '/apikeys'}`;
}
