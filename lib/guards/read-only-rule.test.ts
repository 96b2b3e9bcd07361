import { describe, expect, test } from 'vitest';
import {
  type GuardApis,
  guardReading,
  hasReadOnlyRule,
  installReadOnlyRule,
  readOnlyRule,
} from './read-only-rule.ts';

function apisWith({
  access = true,
  rules = [] as unknown[],
  refuses = false,
} = {}): GuardApis & { rules: unknown[] } {
  const state = { rules };
  return {
    get rules() {
      return state.rules;
    },
    declarativeNetRequest: {
      getDynamicRules: async () => state.rules,
      updateDynamicRules: async ({ addRules }) => {
        if (!refuses) state.rules = addRules;
      },
    },
    permissions: { contains: async () => access },
    runtime: { getURL: (path) => `chrome-extension://abcdef/${path}` },
  };
}

describe('the rule that lets only GET through to Stripe', () => {
  test('names the own host, so that the user’s own Stripe pages stay untouched', async () => {
    const apis = apisWith();
    await installReadOnlyRule(apis);
    expect(apis.rules).toEqual([
      {
        id: 1,
        priority: 1,
        action: { type: 'block' },
        condition: {
          requestDomains: ['api.stripe.com'],
          initiatorDomains: ['abcdef'],
          excludedRequestMethods: ['get'],
        },
      },
    ]);
  });

  test('a missing rule is set before reading', async () => {
    const apis = apisWith();
    expect(await guardReading(apis)).toBeNull();
    expect(await hasReadOnlyRule(apis)).toBe(true);
  });

  test('no reading where the browser does not take the rule', async () => {
    expect(await guardReading(apisWith({ refuses: true }))).toEqual({ ok: false, code: 'read-only-rule' });
  });

  test('no reading without host access, rule or not', async () => {
    const apis = apisWith({ access: false, rules: [readOnlyRule('abcdef')] });
    expect(await guardReading(apis)).toEqual({ ok: false, code: 'host-access' });
  });

  const weakened: [string, unknown][] = [
    ['another host', readOnlyRule('other')],
    ['more methods let through', withCondition({ excludedRequestMethods: ['get', 'post'] })],
    ['another target', withCondition({ requestDomains: ['example.com'] })],
    ['allowed instead of blocked', { ...readOnlyRule('abcdef'), action: { type: 'allow' } }],
    ['no condition on the initiator', withCondition({ initiatorDomains: undefined })],
  ];
  test.each(weakened)('a rule with %s does not count', async (_name, rule) => {
    expect(await hasReadOnlyRule(apisWith({ rules: [rule] }))).toBe(false);
  });
});

function withCondition(change: object) {
  const rule = readOnlyRule('abcdef');
  return { ...rule, condition: { ...rule.condition, ...change } };
}
