import { describe, expect, test } from 'vitest';
import { clientId } from '../../tests/support/build-client.ts';
import { NOTHING_SELECTED, ranged, shownSelected, toggled, withoutShown, withShown } from './selection.ts';

const shown = ['a', 'b', 'c', 'd', 'e'].map(clientId);
const [a, b, c, d] = shown as [never, never, never, never];
const list = (ids: ReadonlySet<string>) => [...ids].sort().join('');

describe('a range', () => {
  test('goes from the row selected last to this one, either way', () => {
    const anchored = toggled(NOTHING_SELECTED, d);
    expect(list(ranged(anchored, b, shown).ids)).toBe('bcd');
    expect(list(ranged(toggled(NOTHING_SELECTED, b), d, shown).ids)).toBe('bcd');
  });

  test('adds to what is selected, and grows from the same row', () => {
    const once = ranged(toggled(NOTHING_SELECTED, b), c, shown);
    expect(list(ranged(once, a, shown).ids)).toBe('abc');
  });

  test('is one row where the first is not shown', () => {
    expect(list(ranged(toggled(NOTHING_SELECTED, a), d, [c, d]).ids)).toBe('ad');
    expect(list(ranged(NOTHING_SELECTED, c, shown).ids)).toBe('c');
  });
});

describe('Select all', () => {
  test('selects the rows shown and no other, and keeps what was selected', () => {
    const before = toggled(NOTHING_SELECTED, a);
    expect(list(withShown(before, [c, d]).ids)).toBe('acd');
    expect(list(withoutShown(withShown(before, [c, d]), [c, d]).ids)).toBe('a');
  });

  test('says whether none, some or all of the shown rows are selected', () => {
    const some = toggled(NOTHING_SELECTED, c);
    expect(shownSelected(NOTHING_SELECTED, shown)).toBe('none');
    expect(shownSelected(some, shown)).toBe('some');
    expect(shownSelected(some, [c])).toBe('all');
    expect(shownSelected(some, [a])).toBe('none');
    expect(shownSelected(some, [])).toBe('none');
  });
});

test('a row that is selected again is no longer', () => {
  expect(list(toggled(toggled(NOTHING_SELECTED, a), a).ids)).toBe('');
});
