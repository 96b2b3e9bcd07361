import type { Seconds } from '../../../lib/model/units.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';

/** Stripe's go-live checklist asks for rotation "on a regular basis" and names no number. */
export const ROTATE_AFTER_DAYS = 180;

const DAY_S = 86_400;

/** null: not due. */
export function rotationDue(
  { connected, keySavedAt, createdAt }: Pick<ConnectionRecord, 'connected' | 'keySavedAt' | 'createdAt'>,
  now: Seconds,
): Seconds | null {
  const since = keySavedAt ?? createdAt;
  return connected && now - since >= ROTATE_AFTER_DAYS * DAY_S ? since : null;
}
