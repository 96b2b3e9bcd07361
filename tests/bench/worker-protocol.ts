/** Where the bench page and the background talk. */
export const CHANNEL = 'bench';

export interface Transaction {
  stores: string[];
  /** When it began, in milliseconds of the worker's own time. */
  at: number;
  /** Milliseconds from its start until it is complete. */
  ms: number;
}

export type Question = { ask: 'transactions' } | { ask: 'page through'; key: string };
export type Answer = { transactions: Transaction[] } | { ms: number; subscriptions: number };
