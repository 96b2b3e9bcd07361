import { beforeEach, describe, expect, test } from 'vitest';
import type { OneTotalSettings } from '../../model/settings.ts';
import { type CalendarDate, currency } from '../../model/units.ts';
import type { Store } from '../db/open.ts';
import { emptyStore } from '../db/store.fixture.ts';
import { chooseTotalCurrency, readOneTotal, saveRate } from './one-total.ts';

const [usd, eur, gbp] = [currency('usd'), currency('eur'), currency('gbp')];
const typed = (rate: string) => ({ rate, day: '2026-11-03' as CalendarDate });

let store: Store;

beforeEach(async () => {
  store = await emptyStore();
});

describe('one total', () => {
  test('is off, and has no rates, until both are chosen', async () => {
    expect(await readOneTotal(store)).toEqual({ currency: null, rates: {} });
  });

  test('keeps the rates of a currency while another is chosen', async () => {
    await chooseTotalCurrency(store, eur);
    await saveRate(store, { from: usd, to: eur, typed: typed('0.92') });
    await chooseTotalCurrency(store, gbp);
    await saveRate(store, { from: usd, to: gbp, typed: typed('0.79') });
    await chooseTotalCurrency(store, null);
    expect(await readOneTotal(store)).toEqual({
      currency: null,
      rates: { 'usd/eur': typed('0.92'), 'usd/gbp': typed('0.79') },
    });
  });

  test.each<[string, unknown]>([
    ['text', 'x'],
    ['a currency that is none', { currency: 'euros', rates: [] }],
    ['a rate of zero', { currency: 1, rates: { 'usd/eur': typed('0.00') } }],
    ['a rate with an exponent', { currency: null, rates: { 'usd/eur': typed('1e9') } }],
    ['a rate without a day', { currency: null, rates: { 'usd/eur': { rate: '1' } } }],
    ['a pair that is none', { currency: null, rates: { usd: typed('1'), ['__proto__']: typed('1') } }],
  ])('%s is stored: it counts as missing', async (_name, value) => {
    await store.put('meta', { name: 'one-total', value: value as OneTotalSettings });
    expect(await readOneTotal(store)).toEqual({ currency: null, rates: {} });
  });
});
