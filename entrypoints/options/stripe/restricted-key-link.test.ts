import { expect, test } from 'vitest';
import { linkMode, restrictedKeyLink } from './restricted-key-link.ts';

test('links go to test pages once every account is in test mode, and to live ones before', () => {
  expect(linkMode([])).toBe('live');
  expect(linkMode([{ mode: 'test' }, { mode: 'test' }])).toBe('test');
  expect(linkMode([{ mode: 'test' }, { mode: 'live' }])).toBe('live');
});

test('the form of each mode has every permission ticked, and only reading ones', () => {
  for (const [mode, path] of [
    ['live', '/apikeys/create'],
    ['test', '/test/apikeys/create'],
  ] as const) {
    const url = new URL(restrictedKeyLink(mode));
    expect(url.origin).toBe('https://dashboard.stripe.com');
    expect(url.pathname).toBe(path);
    expect(url.searchParams.get('name')).toBe('ClientPlug');
    const ticked = url.searchParams.getAll('permissions[]');
    expect(ticked).toEqual([
      'rak_subscription_read',
      'rak_customer_read',
      'rak_invoice_read',
      'rak_plan_read',
      'rak_product_read',
      'rak_coupon_read',
      'rak_event_read',
      'rak_subscription_schedule_read',
    ]);
    for (const name of ticked) expect(name).toMatch(/^rak_[a-z_]+_read$/);
  }
});
