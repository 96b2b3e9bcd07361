import { describe, expect, it } from 'vitest';
import { PERMISSIONS } from '../http/keys.ts';
import { SAMPLE, SAMPLE_KEYS, sampleAccount, sampleAccounts } from './sample-account.ts';

const NOW = 1_795_000_000;
const DAY = 86_400;

describe('the sample account', () => {
  it('holds exactly the subscriptions it names', () => {
    const account = sampleAccount(NOW);
    expect([...account.subscriptions.values()].map(({ id }) => id).sort()).toEqual(
      Object.values(SAMPLE).sort(),
    );
    expect(account.events.size).toBe(0);
  });

  it('is the same each time, and moves with the present', () => {
    const subscriptions = (now: number) => JSON.stringify(sampleAccount(now).subscriptions.inOrder());
    expect(subscriptions(NOW)).toBe(subscriptions(NOW));
    expect(subscriptions(NOW + DAY)).not.toBe(subscriptions(NOW));
  });

  it.each([
    ['acme', 'active', 'paid'],
    ['harbor', 'past_due', 'open'],
    ['oakridge', 'active', 'open'],
    ['luma', 'trialing', 'paid'],
    ['pixel', 'active', 'void'],
    ['nimbus', 'unpaid', 'open'],
    ['cobalt', 'canceled', 'paid'],
    ['tandem', 'incomplete', 'open'],
    ['quill', 'awaiting_network_review', 'paid'],
  ] as const)('%s is %s with its latest invoice %s', (name, status, invoice) => {
    const account = sampleAccount(NOW);
    const subscription = account.subscriptions.get(SAMPLE[name]);
    expect(subscription?.status).toBe(status);
    expect(account.invoices.get(subscription?.latest_invoice ?? '')?.status).toBe(invoice);
  });

  it('has keys of the form that the product accepts, each belonging to one account', () => {
    const accounts = sampleAccounts(NOW);
    const known = accounts.flatMap(({ keys }) => keys.map(({ key }) => key));
    const { publishable, ...usable } = SAMPLE_KEYS;
    for (const key of Object.values(usable)) {
      expect(key).toMatch(/^(sk|rk)_(live|test)_[A-Za-z0-9]{10,250}$/);
      expect(known.filter((other) => other === key)).toHaveLength(1);
    }
    expect(known).not.toContain(publishable);
    const restricted = accounts[0]?.keys.find(({ key }) => key === SAMPLE_KEYS.restricted);
    expect(restricted?.permissions).toEqual(new Set(PERMISSIONS));
  });
});
