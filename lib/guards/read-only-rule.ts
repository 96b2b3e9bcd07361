/**
 * The browser's own layer of "Stripe is only read": a rule that blocks every request of this extension to Stripe
 * whose method is not GET, whatever code sends it.
 * https://developer.chrome.com/docs/extensions/reference/api/declarativeNetRequest
 */

export const STRIPE_ORIGINS = ['https://api.stripe.com/*'];
const RULE_ID = 1;

/** The part of `browser.declarativeNetRequest` and `browser.permissions` that is used; both browsers have it. */
export interface GuardApis {
  declarativeNetRequest: {
    getDynamicRules(): Promise<unknown[]>;
    updateDynamicRules(options: { removeRuleIds: number[]; addRules: ReadOnlyRule[] }): Promise<void>;
  };
  permissions: { contains(permissions: { origins: string[] }): Promise<boolean> };
  runtime: { getURL(path: string): string };
}

/** Its condition names the extension's own host, so that the user's own Stripe pages stay untouched. */
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

/** Sets the rule anew; the host of the extension is only known at run time (Firefox chooses it per profile). */
export async function installReadOnlyRule(apis: GuardApis): Promise<void> {
  await apis.declarativeNetRequest.updateDynamicRules({
    removeRuleIds: [RULE_ID],
    addRules: [ownRule(apis)],
  });
}

/** True where the rule is there with every condition that it must have. */
export async function hasReadOnlyRule(apis: GuardApis): Promise<boolean> {
  const wanted = ownRule(apis);
  const rules = (await apis.declarativeNetRequest.getDynamicRules()) as Partial<ReadOnlyRule>[];
  return rules.some(
    (rule) =>
      rule.id === wanted.id &&
      rule.action?.type === wanted.action.type &&
      sameList(rule.condition?.requestDomains, wanted.condition.requestDomains) &&
      sameList(rule.condition?.initiatorDomains, wanted.condition.initiatorDomains) &&
      sameList(rule.condition?.excludedRequestMethods, wanted.condition.excludedRequestMethods),
  );
}

function sameList(a: readonly string[] | undefined, b: readonly string[]): boolean {
  return a !== undefined && a.length === b.length && b.every((value) => a.includes(value));
}

export interface Guards {
  hostAccess: boolean;
  browserRule: boolean;
}

/** Whether both hold right now. Without host access the rule does nothing, in Firefox a POST then goes out. */
export async function readGuards(apis: GuardApis): Promise<Guards> {
  const [hostAccess, browserRule] = await Promise.all([
    apis.permissions.contains({ origins: STRIPE_ORIGINS }),
    hasReadOnlyRule(apis),
  ]);
  return { hostAccess, browserRule };
}

/** What stands in the way of reading, before the network is touched; null: nothing. A missing rule is set first. */
export async function guardReading(
  apis: GuardApis,
): Promise<{ ok: false; code: 'host-access' | 'read-only-rule' } | null> {
  if (!(await apis.permissions.contains({ origins: STRIPE_ORIGINS })))
    return { ok: false, code: 'host-access' };
  if (await hasReadOnlyRule(apis)) return null;
  await installReadOnlyRule(apis);
  return (await hasReadOnlyRule(apis)) ? null : { ok: false, code: 'read-only-rule' };
}
