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
  rules = [] as { id: number }[],
  sessionRules = [] as unknown[],
  refuses = false,
} = {}): GuardApis & { rules: unknown[] } {
  const state = { rules };
  return {
    get rules() {
      return state.rules;
    },
    declarativeNetRequest: {
      getDynamicRules: async () => state.rules,
      getSessionRules: async () => sessionRules,
      updateDynamicRules: async ({ removeRuleIds, addRules }) => {
        if (refuses) return;
        state.rules = [...state.rules.filter(({ id }) => !removeRuleIds.includes(id)), ...addRules];
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

  test('a rule that lets something through beside ours does not count, and is gone after the repair', async () => {
    const allow = { ...readOnlyRule('abcdef'), id: 2, priority: 2, action: { type: 'allow' } };
    const apis = apisWith({ rules: [readOnlyRule('abcdef'), allow] });
    expect(await hasReadOnlyRule(apis)).toBe(false);
    expect(await guardReading(apis)).toBeNull();
    expect(apis.rules).toEqual([readOnlyRule('abcdef')]);
  });

  test('no reading beside a rule of the session, which would come first', async () => {
    const allow = { ...readOnlyRule('abcdef'), priority: 2, action: { type: 'allow' } };
    const apis = apisWith({ rules: [readOnlyRule('abcdef')], sessionRules: [allow] });
    expect(await guardReading(apis)).toEqual({ ok: false, code: 'read-only-rule' });
  });

  test('what a browser adds without meaning anything by it does not matter', async () => {
    const echoed = withCondition({ urlFilter: null, tabIds: undefined });
    expect(await hasReadOnlyRule(apisWith({ rules: [echoed] }))).toBe(true);
  });

  const weakened: [string, ReturnType<typeof readOnlyRule>][] = [
    ['another host', readOnlyRule('other')],
    ['more methods let through', withCondition({ excludedRequestMethods: ['get', 'post'] })],
    ['another target', withCondition({ requestDomains: ['example.com'] })],
    ['allowed instead of blocked', { ...readOnlyRule('abcdef'), action: { type: 'allow' as never } }],
    ['a filter that matches nothing', withCondition({ urlFilter: '||example.com' })],
    ['pictures only', withCondition({ resourceTypes: ['image'] })],
    ['one tab only', withCondition({ tabIds: [1] })],
    ['our own paths left out', withCondition({ excludedRequestDomains: ['api.stripe.com'] })],
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
