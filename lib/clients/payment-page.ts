import type { OverdueInvoice } from '../billing/owed.ts';
import { send } from '../messaging/send.ts';
import type { FailureCode } from '../model/failure.ts';

/** Milliseconds: someone waits at the button. */
const PATIENCE = 8_000;

/** `why`: no address; the text does without. */
export type PaymentPage = { url: string } | { url: null; why: FailureCode | 'no-page' };

/** Reads from Stripe, now, where the client can pay. Keep the address nowhere: it opens the invoice to anyone. */
export async function readPaymentPage({ connectionId, invoice }: OverdueInvoice): Promise<PaymentPage> {
  const late = new Promise<{ ok: false; code: FailureCode }>((resolve) => {
    setTimeout(() => resolve({ ok: false, code: 'timeout' }), PATIENCE);
  });
  const answer = await Promise.race([send('reminder.link', { connectionId, invoiceId: invoice.id }), late]);
  if (!answer.ok) return { url: null, why: answer.code };
  return answer.url === null ? { url: null, why: 'no-page' } : { url: answer.url };
}
