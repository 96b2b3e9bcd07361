import type { Failure } from '../model/failure.ts';
import type { ConnectionId } from '../model/ids.ts';
import type { Store } from '../store/db/open.ts';
import { type RequestHooks, RequestLog } from '../store/records/request-log.ts';
import { type CheckedKey, checkKey } from '../stripe/check-key.ts';
import { type ParsedKey, parseKey } from '../stripe/parse-key.ts';
import type { StripeReader } from '../stripe/reader.ts';
import type { Vault } from '../vault/vault.ts';

export interface NewKey {
  key: string;
  /** New with the first key, the known one while locked, else null. */
  passphrase: string | null;
  /** As in `judgePassphrase`. */
  score?: number | undefined;
}

/** A key that Stripe takes, with what it may read. */
export interface WorkingKey {
  parsed: Extract<ParsedKey, { ok: true }>;
  found: CheckedKey;
  reader: StripeReader;
}

export interface KeyCheckDependencies {
  openStore: () => Promise<Store>;
  vault: Pick<Vault, 'state' | 'unlock'>;
  /** null: it is good. */
  checkPassphrase: (passphrase: string, score?: number) => Failure | null;
  guard: () => Promise<Failure | null>;
  createReader: (options: RequestHooks & { key: string }) => StripeReader;
}

interface KeyCheck {
  /** null: the vault can take the key. */
  prepareVault: (typed: NewKey) => Promise<Failure | null>;
  /** For the activity log; null: the account is not known yet. */
  connectionId: ConnectionId | null;
}

/** Runs every check that can refuse a key, before anything of it is stored. */
export async function checkNewKey(
  deps: KeyCheckDependencies,
  typed: NewKey,
  { prepareVault, connectionId }: KeyCheck,
): Promise<({ ok: true } & WorkingKey) | Failure> {
  const parsed = parseKey(typed.key);
  if (!parsed.ok) return parsed;
  const refused = (await prepareVault(typed)) ?? (await deps.guard());
  if (refused) return refused;
  const log = new RequestLog(await deps.openStore(), 'refresh');
  const reader = deps.createReader({ key: parsed.key, ...log.hooksFor(connectionId) });
  const found = await checkKey(reader);
  await log.flush();
  if (!found.ok) return { ok: false, code: found.code, ...(found.detail ? { detail: found.detail } : {}) };
  return { ok: true, parsed, found, reader };
}

/** Unlocks the vault if it is locked. null: it is open, or there is none and the passphrase is good for a new one. */
export async function unlockForKey(
  { vault, checkPassphrase }: KeyCheckDependencies,
  { passphrase, score }: NewKey,
): Promise<Failure | null> {
  const state = await vault.state();
  if (state.trouble) return { ok: false, code: state.trouble };
  if (!state.exists) return checkPassphrase(passphrase ?? '', score);
  // Also where it is open: what was typed for a new vault may be no passphrase of the one that is there now.
  if (passphrase) return openWith(vault, passphrase);
  return state.unlocked ? null : { ok: false, code: 'locked' };
}

export async function openWith(vault: Pick<Vault, 'unlock'>, passphrase: string): Promise<Failure | null> {
  const unlocked = await vault.unlock(passphrase);
  return unlocked.ok ? null : unlocked;
}

/** null: the vault may be replaced. */
export async function allowReplacement(
  { vault, checkPassphrase }: KeyCheckDependencies,
  { passphrase, score }: NewKey,
): Promise<Failure | null> {
  const { trouble } = await vault.state();
  if (trouble === 'vault-newer') return { ok: false, code: trouble };
  return checkPassphrase(passphrase ?? '', score);
}
