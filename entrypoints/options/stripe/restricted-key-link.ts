import type { Mode } from '../../../lib/model/connection.ts';
import { PERMISSIONS, STRIPE_PERMISSION } from '../../../lib/model/permissions.ts';

/** Undocumented parameters: Stripe leaves unknown names unticked, so at worst the form is empty. */
export function restrictedKeyLink(mode: Mode): string {
  const path = mode === 'test' ? '/test/apikeys/create' : '/apikeys/create';
  const permissions = PERMISSIONS.map((name) => `permissions[]=${STRIPE_PERMISSION[name]}`).join('&');
  return `https://dashboard.stripe.com${path}?name=ClientPlug&${permissions}`;
}

/** Where a key is meant that could be any account's: test pages once every account is in test mode. */
export const linkMode = (accounts: readonly { mode: Mode }[]): Mode =>
  accounts.length > 0 && accounts.every(({ mode }) => mode === 'test') ? 'test' : 'live';

export function apiKeysPage(mode: Mode): string {
  return `https://dashboard.stripe.com${mode === 'test' ? '/test/apikeys' : '/apikeys'}`;
}
