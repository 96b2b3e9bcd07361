import * as v from 'valibot';
import type { FailureCode, Result } from '../model/failure.ts';
import type { ConnectionId } from '../model/ids.ts';
import { LOCK_CHOICES, type LockChoice } from '../model/lock-choices.ts';
import type { Permissions } from '../model/permissions.ts';

/**
 * The one table of messages from pages to the background: the schema of what is sent, the type of what comes back.
 * A page sends a passphrase or a key here, and nowhere else; no answer ever carries one.
 */

const connectionId = v.custom<ConnectionId>((value) => typeof value === 'string' && value.length <= 200);
/** Longest passphrase and key that are accepted before any work is done on them. */
const secret = v.pipe(v.string(), v.maxLength(1024));

/**
 * zxcvbn's score of a new passphrase below twelve characters, measured by the page that asked for it: a service worker
 * cannot load the library on demand. A page that lies here could as well have made up the passphrase.
 */
const score = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4)));

export const requests = {
  'vault.state': v.object({}),
  'vault.unlock': v.object({ passphrase: secret }),
  'vault.lock': v.object({}),
  'vault.changePassphrase': v.object({ current: secret, next: secret, score }),
  'vault.setLock': v.object({ after: v.picklist(LOCK_CHOICES), withScreen: v.boolean() }),
  /** The user did something in a page: the auto-lock counts from here. */
  'vault.touch': v.object({}),
  /** Checks the key, then stores it: the first connection, or a further one. */
  'connection.save': v.object({ key: secret, passphrase: v.nullable(secret), score }),
  /** Checks the new key, then replaces the old. `ifDifferent` says what to do with a key of another account or mode. */
  'connection.update': v.object({
    connectionId,
    key: secret,
    passphrase: v.nullable(secret),
    ifDifferent: v.picklist(['ask', 'switch', 'add']),
  }),
  /** A new key with a new passphrase in place of a vault that cannot be opened. */
  'connection.replaceVault': v.object({ key: secret, passphrase: secret, score }),
  'connection.disconnect': v.object({ connectionId }),
  /** The state of the read-only layers and of host access. */
  'connection.guards': v.object({}),
  'refresh.start': v.object({}),
  'refresh.cancel': v.object({}),
  'data.forget': v.object({}),
} as const;

export type RequestName = keyof typeof requests;
export type RequestOf<Name extends RequestName> = v.InferOutput<(typeof requests)[Name]>;

export interface VaultState {
  exists: boolean;
  unlocked: boolean;
  /** Set when the vault cannot be used: both copies missing, damaged, or written by a newer version. */
  trouble: FailureCode | null;
  lockAfter: LockChoice;
  lockWithScreen: boolean;
  /** Chromium knows the locked screen; Firefox only knows idle. */
  screenLockKnown: boolean;
  /** Seconds until the next passphrase may be tried; 0: now. */
  waitSeconds: number;
  /** A refresh was asked for while locked and runs after the unlock: show the Unlock form. */
  refreshWaits: boolean;
}

export interface GuardsState {
  hostAccess: boolean;
  browserRule: boolean;
  /** The code's own layer: always there in a built package. */
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
  'connection.guards': Result<GuardsState>;
  /** Answers when the refresh ends; progress comes through the store (meta `refresh`). */
  'refresh.start': Result<{ requests: number }>;
  'refresh.cancel': Result<object>;
  'data.forget': Result<object>;
}

export type AnswerOf<Name extends RequestName> = Answers[Name];
