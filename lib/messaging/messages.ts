import * as v from 'valibot';
import type { FailureCode, Result } from '../model/failure.ts';
import type { ConnectionId } from '../model/ids.ts';
import { LOCK_CHOICES, type LockChoice } from '../model/lock-choices.ts';
import type { Permissions } from '../model/permissions.ts';

/** All messages from pages to the background. Only requests carry a passphrase or a key, never answers. */

const connectionId = v.custom<ConnectionId>((value) => typeof value === 'string' && value.length <= 200);
/** Rejects long input before any work. */
const secret = v.pipe(v.string(), v.maxLength(1024));

/** zxcvbn's score, measured by the page: a service worker can't load the library on demand. */
const score = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4)));

export const requests = {
  'vault.state': v.object({}),
  'vault.unlock': v.object({ passphrase: secret }),
  'vault.lock': v.object({}),
  'vault.changePassphrase': v.object({ current: secret, next: secret, score }),
  'vault.setLock': v.object({ after: v.picklist(LOCK_CHOICES), withScreen: v.boolean() }),
  'vault.touch': v.object({}),
  /** Checks the key before storing it. */
  'connection.save': v.object({ key: secret, passphrase: v.nullable(secret), score }),
  /** `ifDifferent`: what to do with a key of another account or mode. */
  'connection.update': v.object({
    connectionId,
    key: secret,
    passphrase: v.nullable(secret),
    ifDifferent: v.picklist(['ask', 'switch', 'add']),
  }),
  'connection.replaceVault': v.object({ key: secret, passphrase: secret, score }),
  'connection.disconnect': v.object({ connectionId }),
  'connection.remove': v.object({ connectionId }),
  'connection.guards': v.object({}),
  'refresh.start': v.object({}),
  /** A page that shows figures has opened. */
  'refresh.opened': v.object({}),
  'refresh.cancel': v.object({}),
  /** Where the client can pay an invoice: read from Stripe now, and kept nowhere. */
  'reminder.link': v.object({
    connectionId,
    invoiceId: v.pipe(v.string(), v.regex(/^in_[A-Za-z0-9_]{1,250}$/)),
  }),
  'data.forget': v.object({}),
} as const;

export type RequestName = keyof typeof requests;
export type RequestOf<Name extends RequestName> = v.InferOutput<(typeof requests)[Name]>;

export interface VaultState {
  exists: boolean;
  unlocked: boolean;
  /** Why the vault can't be used. */
  trouble: FailureCode | null;
  lockAfter: LockChoice;
  lockWithScreen: boolean;
  /** Firefox only knows idle. */
  screenLockKnown: boolean;
  waitSeconds: number;
  /** A refresh waits for the unlock: show the Unlock form. */
  refreshWaits: boolean;
}

export interface GuardsState {
  hostAccess: boolean;
  browserRule: boolean;
  /** Always present in a built package. */
  readOnlyFetch: true;
}

export interface Answers {
  'vault.state': Result<VaultState>;
  'vault.unlock': Result<{ refreshStarted: boolean }>;
  'vault.lock': Result<object>;
  'vault.changePassphrase': Result<object>;
  'vault.setLock': Result<object>;
  'vault.touch': Result<object>;
  'connection.save': Result<{ connectionId: ConnectionId; permissions: Permissions }>;
  'connection.update': Result<{ connectionId: ConnectionId; permissions: Permissions }>;
  'connection.replaceVault': Result<{ connectionId: ConnectionId; permissions: Permissions }>;
  'connection.disconnect': Result<object>;
  'connection.remove': Result<object>;
  'connection.guards': Result<GuardsState>;
  /** Answers when the refresh ends; progress comes through the store (meta `refresh`). */
  'refresh.start': Result<{ requests: number }>;
  /** Does not wait for the refresh that it may start. */
  'refresh.opened': Result<object>;
  'refresh.cancel': Result<object>;
  /** null: Stripe has no such page. */
  'reminder.link': Result<{ url: string | null }>;
  'data.forget': Result<object>;
}

export type AnswerOf<Name extends RequestName> = Answers[Name];
