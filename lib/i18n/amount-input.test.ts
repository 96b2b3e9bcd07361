import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorUnits } from '../model/units.ts';
import { amountText, parseAmount } from './amount-input.ts';
import { createFormats } from './formats.ts';

const LOCALES = ['en-US', 'de-DE', 'de-CH', 'fr-FR', 'es-ES', 'pt-BR', 'ja-JP', 'ar-EG', 'hi-IN'];

describe('an amount that was typed', () => {
  it.each([
    ['300', 2, 'en-US', 30_000],
    ['300.5', 2, 'en-US', 30_050],
    ['$1,234.56', 2, 'en-US', 123_456],
    ['1,234', 2, 'en-US', 123_400],
    ['1,234,567', 2, 'en-US', 123_456_700],
    ['1.234,56 €', 2, 'de-DE', 123_456],
    ['1.234', 2, 'de-DE', 123_400],
    ['12,5', 2, 'de-DE', 1_250],
    ['12.50', 2, 'de-DE', 1_250],
    ['1,23', 2, 'en-US', 123],
    ["1'234.50", 2, 'de-CH', 123_450],
    ['1’234.50', 2, 'de-CH', 123_450],
    ['1\u202f234,56', 2, 'fr-FR', 123_456],
    ['.5', 2, 'en-US', 50],
    ['5.', 2, 'en-US', 500],
    ['0', 2, 'en-US', 0],
    ['49.900', 2, 'en-US', 4_990],
    ['0.001', 3, 'de-DE', 1],
    ['0,001', 3, 'en-US', 1],
    ['5000', 0, 'ja-JP', 5_000],
    ['5,000', 0, 'ja-JP', 5_000],
    ['5.000', 0, 'en-US', 5_000],
    ['5000', 0, 'ja-JP', 5_000],
    ['1.234', 3, 'en-US', 1_234],
    ['١٢٣٫٥', 2, 'ar-EG', 12_350],
    ['123.5', 2, 'ar-EG', 12_350],
    ['99999999999.99', 2, 'en-US', 9_999_999_999_999],
  ])('%j with %i decimals in %s', (text, exponent, locale, amount) => {
    expect(parseAmount(text, exponent, createFormats(locale))).toEqual({ ok: true, amount });
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['$', 'empty'],
    ['abc', 'not-an-amount'],
    ['12abc', 'not-an-amount'],
    ['1e5', 'not-an-amount'],
    ['0x10', 'not-an-amount'],
    ['1..2', 'not-an-amount'],
    ['1,2,3', 'not-an-amount'],
    ['12,34.56', 'not-an-amount'],
    ['.', 'not-an-amount'],
    ['Infinity', 'not-an-amount'],
    ['1.555', 'too-many-decimals'],
    ['0.005', 'too-many-decimals'],
    ['-5', 'negative'],
    ['−5', 'negative'],
    ['123456789012', 'too-large'],
  ])('%j is refused: %s', (text, code) => {
    expect(parseAmount(text, 2, createFormats('en-US'))).toEqual({ ok: false, code });
  });

  it('reads back whatever it shows, in every locale and with every number of decimals', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_999_999_999 }),
        fc.constantFrom(0, 2, 3),
        fc.constantFrom(...LOCALES),
        (amount, exponent, locale) => {
          const shown = amountText(minorUnits(amount), exponent, createFormats(locale));
          expect(parseAmount(shown, exponent, createFormats(locale))).toEqual({ ok: true, amount });
        },
      ),
    );
  });

  it('reads what Intl formats with grouping, in every locale', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_999_999_999 }),
        fc.constantFrom(...LOCALES.filter((locale) => locale !== 'hi-IN')),
        (amount, locale) => {
          const shown = new Intl.NumberFormat(locale, { style: 'decimal', minimumFractionDigits: 2 }).format(
            amount / 100,
          );
          expect(parseAmount(shown, 2, createFormats(locale))).toEqual({ ok: true, amount });
        },
      ),
    );
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(0, 2, 3), (text, exponent) => {
        const parsed = parseAmount(text, exponent, createFormats('en-US'));
        if (parsed.ok) expect(Number.isSafeInteger(parsed.amount)).toBe(true);
      }),
    );
  });
});
