import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featuresOf, LIKELY, likeness } from './likeness.ts';

const score = (a: [string, string | null], b: [string, string | null]) =>
  likeness(featuresOf({ name: a[0], email: a[1] }), featuresOf({ name: b[0], email: b[1] }));

describe('how likely a client is a Stripe customer', () => {
  it('the same e-mail is beyond doubt, whatever the names', () => {
    expect(score(['Acme', 'Pay@acme.com'], ['Jane Roe', 'pay@ACME.com'])).toBe(1);
  });

  it.each([
    [
      ['Acme', null],
      ['ACME', null],
    ],
    [
      ['Acme GmbH', null],
      ['Acme Inc.', null],
    ],
    [
      ['Müller & Söhne', null],
      ['Muller Sohne', null],
    ],
    [
      ['Acme', null],
      ['Jane Roe', 'billing@acme.com'],
    ],
    [
      ['Jane', 'jane@borealis.io'],
      ['Borealis Systems', 'accounts@borealis.io'],
    ],
    [
      ['Northwind Traders', null],
      ['Northwind', null],
    ],
  ] as [[string, string | null], [string, string | null]][])('%j and %j are a likely match', (a, b) => {
    expect(score(a, b)).toBeGreaterThanOrEqual(LIKELY);
  });

  it.each([
    [
      ['Acme', 'x@gmail.com'],
      ['Borealis', 'y@gmail.com'],
    ],
    [
      ['Acme GmbH', null],
      ['Borealis GmbH', null],
    ],
    [
      ['', null],
      ['', null],
    ],
    [
      ['Acme', ''],
      ['Borealis', ''],
    ],
  ] as [[string, string | null], [string, string | null]][])('%j and %j are not', (a, b) => {
    expect(score(a, b)).toBeLessThan(LIKELY);
  });

  it('does not depend on which side is which, and stays within 0 and 1', () => {
    const party = fc.tuple(fc.string(), fc.option(fc.emailAddress()));
    fc.assert(
      fc.property(party, party, (a, b) => {
        expect(score(a, b)).toBeCloseTo(score(b, a), 10);
        expect(score(a, b)).toBeGreaterThanOrEqual(0);
        expect(score(a, b)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
