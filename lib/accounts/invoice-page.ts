import type { Failure, Result } from '../model/failure.ts';
import type { ConnectionId } from '../model/ids.ts';
import { thrownCode } from '../store/db/errors.ts';
import type { Store } from '../store/db/open.ts';
import { type RequestHooks, RequestLog } from '../store/records/request-log.ts';
import type { StripeReader } from '../stripe/reader.ts';
import type { Vault } from '../vault/vault.ts';

export interface InvoicePageDependencies {
  openStore: () => Promise<Store>;
  vault: Pick<Vault, 'readKey'>;
  /** Checks host access and the browser's read-only rule; null: reading is allowed. */
  guard: () => Promise<Failure | null>;
  createReader: (
    options: RequestHooks & { key: string; deadline: number },
  ) => Pick<StripeReader, 'getInvoicePage'>;
  /** Milliseconds since 1970. */
  now: () => number;
}

/**
 * Returns a function that reads the address of Stripe's page of one invoice, in one request that the activity log
 * shows. The page opens to anyone who has its address, so it is stored and logged nowhere. null: Stripe has none.
 */
export function createInvoicePages(deps: InvoicePageDependencies) {
  return async (invoice: {
    connectionId: ConnectionId;
    invoiceId: string;
  }): Promise<Result<{ url: string | null }>> => {
    try {
      const opened = await deps.vault.readKey(invoice.connectionId);
      if (!opened.ok) return opened;
      const refused = await deps.guard();
      if (refused) return refused;
      const log = new RequestLog(await deps.openStore(), 'refresh');
      // Someone waits at the button: no second try.
      const reader = deps.createReader({
        key: opened.key,
        deadline: deps.now(),
        ...log.hooksFor(invoice.connectionId),
      });
      const found = await reader.getInvoicePage(invoice.invoiceId);
      await log.flush();
      if (found.ok) return { ok: true, url: found.page };
      if (found.code === 'stripe-not-found') return { ok: true, url: null };
      const code = found.code === 'stripe-unreadable' ? 'stripe-bad-answer' : found.code;
      return { ok: false, code, ...(found.detail ? { detail: found.detail } : {}) };
    } catch (error) {
      return { ok: false, code: thrownCode(error) };
    }
  };
}
