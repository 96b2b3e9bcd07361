import { describe, expect, test } from 'vitest';
import { createFormats } from './formats.ts';
import { parseRate, rateText, rateWords } from './rate-input.ts';

describe('a rate that was typed', () => {
  test.each([
    ['0.92', 'en-US', '0.92'],
    ['0,92', 'de-DE', '0.92'],
    ['0.92', 'de-DE', '0.92'],
    ['0,92', 'en-US', '0.92'],
    ['1.084', 'en-US', '1.084'],
    ['1,084', 'de-DE', '1.084'],
    ['1.084', 'de-DE', '1084'],
    ['.5', 'en-US', '0.5'],
    ['17.250,5', 'de-DE', '17250.5'],
    ['17’250.5', 'de-CH', '17250.5'],
    ['1\u202f234,5', 'fr-FR', '1234.5'],
    ['٠٫٩٢', 'ar-EG', '0.92'],
    ['１．０８', 'ja-JP', '1.08'],
    ['0.00613', 'en-US', '0.00613'],
    ['0.9200000000000', 'en-US', '0.92'],
    ['007', 'en-US', '7'],
    ['1.234567891', 'en-US', '1.234567891'],
    ['0.000001234567891', 'en-US', '0.000001234567891'],
    ['1000000000', 'en-US', '1000000000'],
  ])('%j in %s', (text, locale, rate) => {
    expect(parseRate(text, createFormats(locale))).toEqual({ ok: true, rate });
  });

  test.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['0', 'not-positive'],
    ['0.000', 'not-positive'],
    ['-0.92', 'not-positive'],
    ['−1', 'not-positive'],
    ['one', 'not-a-number'],
    ['1e3', 'not-a-number'],
    ['0.92 EUR', 'not-a-number'],
    ['1/2', 'not-a-number'],
    ['Infinity', 'not-a-number'],
    ['1.2345678912', 'too-many-digits'],
    ['12345678901', 'too-many-digits'],
    ['100000000000', 'too-many-digits'],
    ['0.0000000000000000000001', 'too-many-digits'],
  ])('%j is refused: %s', (text, code) => {
    expect(parseRate(text, createFormats('en-US'))).toEqual({ ok: false, code });
  });

  test.each(['en-US', 'de-DE', 'fr-FR', 'ar-EG'])('is shown as it can be typed again: %s', (locale) => {
    const formats = createFormats(locale);
    for (const rate of ['0.92', '1084', '1.084', '0.00613', '17250.5'])
      expect(parseRate(rateText(rate, formats), formats)).toEqual({ ok: true, rate });
  });

  test('is read back so that thousands and decimals cannot be mixed up', () => {
    expect(rateWords('1084', createFormats('de-DE'))).toBe('1.084,00');
    expect(rateWords('1.084', createFormats('de-DE'))).toBe('1,084');
    expect(rateWords('1234567891.5', createFormats('en-US'))).toBe('1,234,567,891.50');
    expect(rateWords('0.000001234567891', createFormats('en-US'))).toBe('0.000001234567891');
  });
});
