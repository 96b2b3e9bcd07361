import type { ClientDigest } from '../billing/digest.ts';
import { type ClientId, type Link, linkKey } from '../model/ids.ts';
import type { Seconds } from '../model/units.ts';
import type { StoreResult } from '../store/db/errors.ts';
import type { Store } from '../store/db/open.ts';
import type { SubscriptionOption } from '../store/db/schema.ts';
import { changeClients } from '../store/records/bulk.ts';
import { type LikeReason, likenessIndex } from './likeness.ts';
import { linkOf } from './unlinked.ts';

export interface LinkMatch {
  client: Pick<ClientDigest, 'id' | 'name' | 'email'>;
  option: SubscriptionOption;
  reason: LikeReason;
  /** How much the names have in common, from 0 to 1. */
  name: number;
  /** The same e-mail, and no other client or subscription has it. */
  sure: boolean;
}

/** By name, more than these are noise; those as likely as the last one are shown all the same. */
const MOST_BY_NAME = 5;

const isWaiting = ({ archived, links, unread }: ClientDigest): boolean =>
  !archived && links.length + unread.length === 0;

/** For each client without a subscription, those it may be, by the surest reason there is. Ties are all there. */
export function findMatches(
  clients: readonly ClientDigest[],
  unlinked: readonly SubscriptionOption[],
): LinkMatch[] {
  const find = likenessIndex(unlinked.map(({ customer, email }) => ({ name: customer, email })));
  const matches: LinkMatch[] = [];
  /** How many clients have a subscription's e-mail, by its position. */
  const sameEmail = new Map<number, number>();
  const byEmail: { at: number; alone: boolean; match: LinkMatch }[] = [];
  for (const client of clients) {
    if (!isWaiting(client)) continue;
    const found = find(client);
    const reason = found[0]?.reason;
    const best = found.filter((one) => one.reason === reason);
    const least = reason === 'name' ? (best[MOST_BY_NAME - 1]?.name ?? 0) : 0;
    for (const { at, name } of best) {
      const option = unlinked[at];
      if (!option || !reason || (reason === 'name' && name < least)) continue;
      const match: LinkMatch = { client, option, reason, name, sure: false };
      matches.push(match);
      if (reason !== 'email') continue;
      sameEmail.set(at, (sameEmail.get(at) ?? 0) + 1);
      byEmail.push({ at, alone: best.length === 1, match });
    }
  }
  for (const { at, alone, match } of byEmail) match.sure = alone && sameEmail.get(at) === 1;
  return matches;
}

export interface LinkChoice {
  clientId: ClientId;
  link: Link;
}

export interface LinkedClients {
  /** Subscriptions that were linked. */
  linked: number;
  /** Left out: another client has the subscription by now, or the client is gone. */
  left: number;
  /** The entry of the undo stack; null: nothing was changed. */
  undo: string | null;
}

/** Links subscriptions to clients: all in one step, with one Undo. @param now seconds, UTC */
export async function linkClients(
  store: Store,
  choices: readonly LinkChoice[],
  now: Seconds,
): Promise<StoreResult<LinkedClients>> {
  let linked = 0;
  const done = await changeClients(store, {
    action: 'link',
    now,
    plan: (clients) => {
      const taken = new Set([...clients.values()].flatMap(({ links }) => links.map(linkKey)));
      const added = new Map<ClientId, Link[]>();
      linked = 0;
      for (const { clientId, link } of choices) {
        if (!clients.has(clientId) || taken.has(linkKey(link))) continue;
        taken.add(linkKey(link));
        added.set(clientId, [...(added.get(clientId) ?? []), link]);
        linked += 1;
      }
      const changes = [...added].flatMap(([id, links]) => {
        const before = clients.get(id);
        return before ? [{ before, after: { ...before, links: [...before.links, ...links] } }] : [];
      });
      return { changes, left: choices.length - linked };
    },
  });
  return done.ok ? { ok: true, linked, left: choices.length - linked, undo: done.undo } : done;
}

export const choiceOf = ({ client, option }: Pick<LinkMatch, 'client' | 'option'>): LinkChoice => ({
  clientId: client.id,
  link: linkOf(option),
});
