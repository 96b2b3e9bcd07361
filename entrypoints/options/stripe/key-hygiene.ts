import type { Seconds } from '../../../lib/model/units.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';

/**
 * Stripe asks to rotate keys "on a regular basis" (its go-live checklist) and names no number. Half a year for a key
 * that lies encrypted on one machine; the reminder is one line on the options page and nothing else.
 */
export const ROTATE_AFTER_DAYS = 180;

const DAY_S = 86_400;

/** Since when the key is here, where it is time for a new one; null: it is not. */
export function rotationDue(
  { connected, keySavedAt, createdAt }: Pick<ConnectionRecord, 'connected' | 'keySavedAt' | 'createdAt'>,
  now: Seconds,
): Seconds | null {
  const since = keySavedAt ?? createdAt;
  return connected && now - since >= ROTATE_AFTER_DAYS * DAY_S ? since : null;
}
