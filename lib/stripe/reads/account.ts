import type { Permission } from '../../model/permissions.ts';
import type { StripeResult } from '../errors.ts';
import { accountNameOf } from '../parse/invoice.ts';
import { at, readOne, text } from '../parse/raw.ts';
import { idOf } from './list-page.ts';
import { PROBES } from './permission-probes.ts';
import type { Requests } from './requests.ts';

export interface AccountReads {
  /** Refused for most restricted keys. */
  getAccount(): Promise<StripeResult<{ accountId: string | null; accountName: string | null }>>;
  /** Reads one object to test the permission. */
  probe(permission: Permission): Promise<StripeResult<{ accountName: string | null }>>;
}

export const accountReads = (requests: Requests): AccountReads => ({
  getAccount: () =>
    requests.list({
      endpoint: 'account',
      call: (sdk) => sdk.accounts.retrieveCurrent(),
      parse: (answer) => (idOf(answer) === null ? null : { ok: true, ...parseAccount(answer) }),
    }),

  probe: (permission) =>
    requests.list({
      endpoint: permission,
      call: PROBES[permission],
      parse: (answer) => {
        const found = at(answer, 'data');
        if (!Array.isArray(found)) return null;
        return { ok: true, accountName: permission === 'invoices' ? accountNameOf(found[0]) : null };
      },
    }),
});

function parseAccount(raw: unknown): { accountId: string | null; accountName: string | null } {
  const dashboard = at(at(raw, 'settings'), 'dashboard');
  return {
    accountId: idOf(raw),
    accountName:
      readOne(text, at(dashboard, 'display_name')) ??
      readOne(text, at(at(raw, 'business_profile'), 'name')) ??
      readOne(text, at(raw, 'email')),
  };
}
