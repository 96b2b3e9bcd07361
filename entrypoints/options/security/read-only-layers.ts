import type { GuardsState } from '../../../lib/messaging/messages.ts';
import type { Permission } from '../../../lib/model/connection.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import { accountAndMode, PERMISSION_WORDS } from '../words.ts';

const PERMISSIONS = Object.keys(PERMISSION_WORDS) as Permission[];

export interface Layer {
  title: string;
  /** In one or two words; the tone never says anything that this does not. */
  state: string;
  tone: 'good' | 'attention' | 'bad' | 'neutral';
  text: string;
  /** What each key was found to read; a line per account. */
  permissions?: readonly string[];
}

function ruleLayer(guards: GuardsState | null): Layer {
  const title = 'The browser’s rule';
  if (!guards) return { title, state: 'Not known', tone: 'neutral', text: 'The browser did not answer.' };
  if (!guards.hostAccess) {
    return {
      title,
      state: 'Waiting for access',
      tone: 'bad',
      text: 'Without access to api.stripe.com the rule does nothing, so ClientPlug does not read from Stripe until you grant it.',
    };
  }
  if (!guards.browserRule) {
    return {
      title,
      state: 'Missing',
      tone: 'bad',
      text: 'The rule that blocks writing is not in place, so ClientPlug does not read from Stripe. Restarting the browser puts it back.',
    };
  }
  return {
    title,
    state: 'Active',
    tone: 'good',
    text: 'The browser itself stops every request from ClientPlug to Stripe that is not a read.',
  };
}

function keyLayer(connections: readonly ConnectionRecord[]): Layer {
  const title = 'The key’s own permissions';
  const connected = connections.filter((connection) => connection.connected);
  if (connected.length === 0) {
    return {
      title,
      state: 'No key yet',
      tone: 'neutral',
      text: 'A restricted key can be made to read only.',
    };
  }
  const full = connected.filter((connection) => connection.keyKind === 'secret');
  const permissions = connected.map((connection) => {
    const words = permissionWords(connection);
    return connected.length === 1 ? words : `${accountAndMode(connection)}: ${words}`;
  });
  if (full.length === 0) {
    return {
      title,
      state: 'Restricted',
      tone: 'good',
      text: 'Stripe itself refuses everything that you did not tick when you created the key.',
      permissions,
    };
  }
  return {
    title,
    state: 'Full key',
    tone: 'attention',
    text:
      full.length === connected.length
        ? 'A full secret key may also write. ClientPlug never does: the two layers above see to it. A restricted key adds the third.'
        : 'At least one account uses a full secret key, which may also write. A restricted key adds the third layer.',
    permissions,
  };
}

/** "May read Subscriptions, Customers. Missing: Coupons." */
function permissionWords({ permissions }: ConnectionRecord): string {
  const named = (works: boolean): string =>
    PERMISSIONS.filter((name) => permissions[name] === works)
      .map((name) => PERMISSION_WORDS[name])
      .join(', ');
  const [may, missing] = [named(true), named(false)];
  return [may && `May read ${may}.`, missing && `Missing: ${missing}.`].filter(Boolean).join(' ');
}

/** The three layers that keep ClientPlug from writing to Stripe, as they stand now. */
export function readOnlyLayers(
  guards: GuardsState | null,
  connections: readonly ConnectionRecord[],
): readonly [Layer, Layer, Layer] {
  return [
    {
      title: 'The code',
      state: 'Active',
      tone: 'good',
      text: 'One function talks to Stripe. It knows one method, GET, and one host, api.stripe.com.',
    },
    ruleLayer(guards),
    keyLayer(connections),
  ];
}
