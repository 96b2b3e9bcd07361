// Blocks every non-GET request of the extension to Stripe, in the browser, whatever code sends it.
// https://developer.chrome.com/docs/extensions/reference/api/declarativeNetRequest

export const STRIPE_ORIGINS = ['https://api.stripe.com/*'];
const RULE_ID = 1;

export interface GuardApis {
  declarativeNetRequest: {
    getDynamicRules(): Promise<unknown[]>;
    getSessionRules(): Promise<unknown[]>;
    updateDynamicRules(options: { removeRuleIds: number[]; addRules: ReadOnlyRule[] }): Promise<void>;
  };
  permissions: { contains(permissions: { origins: string[] }): Promise<boolean> };
  runtime: { getURL(path: string): string };
}

/** Limited to the extension's own host, so the user's own Stripe pages still work. */
export function readOnlyRule(extensionHost: string) {
  return {
    id: RULE_ID,
    priority: 1,
    action: { type: 'block' as const },
    condition: {
      requestDomains: ['api.stripe.com'],
      initiatorDomains: [extensionHost],
      excludedRequestMethods: ['get' as const],
    },
  };
}
export type ReadOnlyRule = ReturnType<typeof readOnlyRule>;

function ownRule(apis: GuardApis): ReadOnlyRule {
  return readOnlyRule(new URL(apis.runtime.getURL('')).host);
}

/** At run time: Firefox chooses the host per profile. */
export async function installReadOnlyRule(apis: GuardApis): Promise<void> {
  const others = (await apis.declarativeNetRequest.getDynamicRules()) as { id: number }[];
  await apis.declarativeNetRequest.updateDynamicRules({
    removeRuleIds: [...new Set([RULE_ID, ...others.map(({ id }) => id)])],
    addRules: [ownRule(apis)],
  });
}

/** The exact rule, and no other: an extra condition would narrow it, another rule could override it. */
export async function hasReadOnlyRule(apis: GuardApis): Promise<boolean> {
  const { declarativeNetRequest } = apis;
  const [rules, sessionRules] = await Promise.all([
    declarativeNetRequest.getDynamicRules(),
    declarativeNetRequest.getSessionRules(),
  ]);
  const [rule] = rules;
  return rules.length === 1 && sessionRules.length === 0 && same(rule, ownRule(apis));
}

/** Ignores order; browsers may return unset fields as null. */
function same(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(found) && found.length === wanted.length && wanted.every((value) => found.includes(value))
    );
  if (typeof wanted !== 'object' || wanted === null) return found === wanted;
  if (typeof found !== 'object' || found === null) return false;
  const [has, must] = [found, wanted] as [Record<string, unknown>, Record<string, unknown>];
  const names = Object.keys(has).filter((name) => has[name] !== null && has[name] !== undefined);
  return (
    names.length === Object.keys(must).length &&
    Object.keys(must).every((name) => same(has[name], must[name]))
  );
}

export interface Guards {
  hostAccess: boolean;
  browserRule: boolean;
}

/** Without host access the rule does nothing: in Firefox a POST then goes out. */
export async function readGuards(apis: GuardApis): Promise<Guards> {
  const [hostAccess, browserRule] = await Promise.all([
    apis.permissions.contains({ origins: STRIPE_ORIGINS }),
    hasReadOnlyRule(apis),
  ]);
  return { hostAccess, browserRule };
}

/** Restores a missing rule. null: reading is allowed. */
export async function guardReading(
  apis: GuardApis,
): Promise<{ ok: false; code: 'host-access' | 'read-only-rule' } | null> {
  if (!(await apis.permissions.contains({ origins: STRIPE_ORIGINS })))
    return { ok: false, code: 'host-access' };
  if (await hasReadOnlyRule(apis)) return null;
  await installReadOnlyRule(apis);
  return (await hasReadOnlyRule(apis)) ? null : { ok: false, code: 'read-only-rule' };
}
