import { expect, test } from 'vitest';
import { restrictedKeyLink } from './restricted-key-link.ts';

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
    expect(ticked).toHaveLength(8);
    expect(ticked).toContain('rak_subscription_read');
    for (const name of ticked) expect(name).toMatch(/^rak_[a-z_]+_read$/);
  }
});
