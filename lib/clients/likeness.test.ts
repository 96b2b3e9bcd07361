import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Known, LIKELY, likenessIndex, nameLikeness } from './likeness.ts';

const known = (name: string, email: string | null = null): Known => ({ name, email });
const find = (wanted: Known, ...others: Known[]) => likenessIndex(others)(wanted);
const reasons = (wanted: Known, ...others: Known[]) =>
  find(wanted, ...others).map(({ at, reason }) => [at, reason]);

describe('names that are one', () => {
  test.each([
    ['an umlaut and its two letters', 'Müller Medien', 'Mueller Medien', 1],
    ['accents and capitals', 'CAFÉ CRÈME', 'Cafe Creme', 1],
    ['first and last name swapped', 'Anna Schmidt', 'Schmidt, Anna', 1],
    ['one typo', 'Lindqvist Studio', 'Lindqivst Studio', 0.7],
    ['two words joined', 'Blue Sky Media', 'BlueSky Media', 0.8],
    ['株式会社 in front', '株式会社山田製作所', '山田製作所', 1],
    ['& and und', 'Bauer & Söhne', 'Bauer und Soehne', 1],
    ['GmbH & Co. KG and nothing', 'Bauer GmbH & Co. KG', 'Bauer', 1],
    ['initials, dotted or not', 'A.B.C. Company', 'A-B-C Company', 1],
    ['a trade name with and without "The"', 'The Coffee House', 'Coffee House', 1],
  ])('%s: %s, %s', (_, one, other, least) => {
    expect(nameLikeness(one, other)).toBeGreaterThanOrEqual(least);
    expect(nameLikeness(other, one)).toBe(nameLikeness(one, other));
  });

  test.each([
    ['Acme GmbH', 'Acme Inc.'],
    ['Acme S.A.', 'Acme, LLC'],
    ['Ltd Acme', 'Acme'],
    ['Acme S.p.A.', 'Acme'],
    ['Acme e.V.', 'Acme'],
    ['Łukasz Øst', 'Lukasz Ost'],
    ['Straße 9', 'Strasse 9'],
  ])('%s is %s', (one, other) => {
    expect(nameLikeness(one, other)).toBe(1);
  });
});

describe('names that are not', () => {
  test.each([
    ['initials', 'A-B-C Company', 'Z Company'],
    ['only a legal form', 'Acme GmbH', 'Borealis GmbH'],
    ['only legal forms, of one word each', 'GmbH', 'GmbH'],
    ['only "The"', 'The Oak', 'The Firm'],
    ['only 株式会社', '株式会社山田', '株式会社鈴木'],
    ['nothing', '', ''],
  ])('share %s: %s, %s', (_, one, other) => {
    expect(nameLikeness(one, other)).toBe(0);
  });

  test('share a word that many have', () => {
    expect(nameLikeness('Smith Plumbing', 'Jones Plumbing')).toBeLessThan(LIKELY);
  });
});

describe('who may be meant', () => {
  test('the same e-mail, whatever the names and capitals; then the same domain; then the name', () => {
    const wanted = known('Acme', 'Pay@acme.com');
    const others = [
      known('Acme GmbH', 'x@gmail.com'),
      known('Somebody', 'billing@acme.com'),
      known('Jane Roe', 'pay@ACME.com'),
      known('Borealis', 'pay@borealis.io'),
    ];
    expect(reasons(wanted, ...others)).toEqual([
      [2, 'email'],
      [1, 'domain'],
      [0, 'name'],
    ]);
  });

  test.each(['gmail.com', 'yahoo.co.uk', 'web.de', 'outlook.fr', 'icloud.com', 'gmx.net', 'qq.com'])(
    'nobody because of a domain that anyone can have: %s',
    (domain) => {
      expect(reasons(known('Acme', `a@${domain}`), known('Borealis', `b@${domain}`))).toEqual([]);
      expect(reasons(known('Acme', `a@${domain}`), known('Borealis', `a@${domain}`))).toEqual([[0, 'email']]);
    },
  );

  test('a tie is left as it is', () => {
    const found = find(known('Acme'), known('Acme GmbH'), known('ACME Inc.'), known('Borealis'));
    expect(found.map(({ at, name }) => [at, name])).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  test('nobody for one without a name and an e-mail', () => {
    expect(find(known(''), known(''), known('', ''))).toEqual([]);
  });

  test('one search leaves no trace in the next', () => {
    const search = likenessIndex([known('Acme'), known('Acme Studio')]);
    const first = search(known('Acme'));
    search(known('Acme Studio'));
    expect(search(known('Acme'))).toEqual(first);
  });

  test('as two names alone, and within 0 and 1', () => {
    const party = fc.tuple(fc.string(), fc.option(fc.emailAddress()));
    fc.assert(
      fc.property(party, party, ([name, email], [other, address]) => {
        const alike = nameLikeness(name, other);
        expect(alike).toBeGreaterThanOrEqual(0);
        expect(alike).toBeLessThanOrEqual(1);
        const [match] = find(known(name, email), known(other, address));
        if (match) expect(match.name).toBeCloseTo(alike, 10);
        else expect(alike).toBeLessThan(LIKELY);
      }),
    );
  });
});
