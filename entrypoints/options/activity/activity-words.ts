import { t } from '../../../lib/i18n/catalogues/options.ts';
import type { RequestRecord } from '../../../lib/store/db/schema.ts';

/** Stripe's minimum of reads per account, shared by all integrations. */
export const MONTHLY_ALLOWANCE = 10_000;

export type Tone = 'good' | 'attention' | 'bad';

export function outcome(status: RequestRecord['status']): { word: string; tone: Tone } {
  if (status === null) return { word: t('activity.unanswered'), tone: 'attention' };
  if (status === 0) return { word: t('activity.no-answer'), tone: 'bad' };
  if (status === 429) return { word: t('activity.slowed-down'), tone: 'attention' };
  return { word: String(status), tone: status < 400 ? 'good' : 'bad' };
}

/** 0 to 1. */
export function usedShare(count: number): number {
  return Math.min(1, Math.max(0, count / MONTHLY_ALLOWANCE));
}

export function allowanceTone(count: number): Tone {
  if (count >= MONTHLY_ALLOWANCE) return 'bad';
  return count >= MONTHLY_ALLOWANCE * 0.8 ? 'attention' : 'good';
}
