import { t } from '../../../lib/i18n/catalogues/options.ts';
import type { GuardsState } from '../../../lib/messaging/messages.ts';
import { PERMISSIONS } from '../../../lib/model/permissions.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import { accountAndMode } from '../account-words.ts';

export interface Layer {
  title: string;
  /** Says everything the tone says. */
  state: string;
  tone: 'good' | 'attention' | 'bad' | 'neutral';
  text: string;
  /** Per account; its name is null if it is the only one. */
  permissions?: readonly { account: string | null; words: string }[];
}

function ruleLayer(guards: GuardsState | null): Layer {
  const title = t('read-only.rule');
  if (!guards)
    return {
      title,
      state: t('read-only.not-known'),
      tone: 'neutral',
      text: t('read-only.rule-unknown-text'),
    };
  if (!guards.hostAccess) {
    return {
      title,
      state: t('read-only.rule-no-access'),
      tone: 'bad',
      text: t('read-only.rule-no-access-text'),
    };
  }
  if (!guards.browserRule) {
    return {
      title,
      state: t('read-only.rule-missing'),
      tone: 'bad',
      text: t('read-only.rule-missing-text'),
    };
  }
  return {
    title,
    state: t('read-only.active'),
    tone: 'good',
    text: t('read-only.rule-text'),
  };
}

function keyLayer(connections: readonly ConnectionRecord[] | null): Layer {
  const title = t('read-only.key');
  if (!connections) {
    return {
      title,
      state: t('read-only.not-known'),
      tone: 'neutral',
      text: t('read-only.key-unreadable-text'),
    };
  }
  const connected = connections.filter((connection) => connection.connected);
  if (connected.length === 0) {
    return {
      title,
      state: t('read-only.key-none'),
      tone: 'neutral',
      text: t('read-only.key-none-text'),
    };
  }
  const full = connected.filter((connection) => connection.keyKind === 'secret');
  const permissions = connected.map((connection) => ({
    account: connected.length === 1 ? null : accountAndMode(connection),
    words: permissionWords(connection),
  }));
  if (full.length === 0) {
    return {
      title,
      state: t('read-only.key-restricted'),
      tone: 'good',
      text: t('read-only.key-restricted-text'),
      permissions,
    };
  }
  return {
    title,
    state: t('read-only.key-full'),
    tone: 'attention',
    text: full.length === connected.length ? t('read-only.key-full-text') : t('read-only.key-some-full-text'),
    permissions,
  };
}

/** "May read Subscriptions, Customers. Missing: Coupons." */
function permissionWords({ permissions }: ConnectionRecord): string {
  const named = (works: boolean): string =>
    PERMISSIONS.filter((name) => permissions[name] === works)
      .map((name) => t(`permission.${name}`))
      .join(', ');
  const [may, missing] = [named(true), named(false)];
  if (missing === '') return t('read-only.may-read', { may });
  return may === ''
    ? t('read-only.may-not-read', { missing })
    : t('read-only.may-read-some', { may, missing });
}

export function readOnlyLayers(
  guards: GuardsState | null,
  connections: readonly ConnectionRecord[] | null,
): readonly [Layer, Layer, Layer] {
  return [
    {
      title: t('read-only.code'),
      state: t('read-only.active'),
      tone: 'good',
      text: t('read-only.code-text'),
    },
    ruleLayer(guards),
    keyLayer(connections),
  ];
}
