import { describe, expect, test } from 'vitest';
import { rankedSearch } from './ranked-search.ts';
import { searchText } from './search-text.ts';

const LABELS = [
  searchText('Northwind Traders', 'office@northwind.com', 'Hosting', 'sub_1NW', '1,200.00 usd'),
  searchText('Anna-Lena Müller', 'anna@mueller.de', 'Website care', 'sub_1AL', '300.00 usd'),
  searchText('The Acme Fans', 'fans@example.com', 'Website', 'sub_1AF', '50.00 eur'),
  searchText('Acme', 'pay@acme.com', 'Retainer', 'sub_1AC', '300.00 eur'),
  searchText('株式会社山田', 'yamada@example.jp', 'SEO', 'sub_1YA', '88,000 jpy'),
  searchText('Büro Öst / Söhne (Nord)', null, 'Growth+', 'sub_1BO', '10.00 eur'),
];
const search = (query: string) => rankedSearch(LABELS, query);

describe('a typed search finds', () => {
  test.each([
    ['a name', 'northwind', [0]],
    ['part of a name', 'wind', [0]],
    ['an accent left out', 'muller', [1]],
    ['an accent typed', 'nörthwind', [0]],
    ['capitals', 'ACME FANS', [2]],
    ['words in any order', 'traders northwind', [0]],
    ['words of different fields', 'website anna', [1]],
    ['an e-mail', 'pay@acme', [3]],
    ['an id', 'sub_1ya', [4]],
    ['an amount', '1,200', [0]],
    ['an amount and a currency', '300.00 eur', [3]],
    ['a hyphen where there is a space', 'acme-fans', [2]],
    ['a space where there is a hyphen', 'anna lena', [1]],
    ['neither', 'annalena', [1]],
    ['Japanese', '山田', [4]],
    ['a plus', 'growth+', [5]],
    ['brackets', '(nord)', [5]],
    ['one wrong letter', 'nortwind', [0]],
    ['two letters swapped', 'northwnid', [0]],
    ['an umlaut as two letters', 'soehne', [5]],
  ])('%s: %s', (_, query, found) => {
    expect(search(query)).toEqual(found);
  });

  test.each([
    ['nothing else', 'borealis'],
    ['no other amount', '301.00'],
    ['no other id', 'sub_9zz'],
    ['not what only some words are in', 'acme northwind'],
  ])('%s: %s', (_, query) => {
    expect(search(query)).toEqual([]);
  });

  test.each(['-acme', 'acme -fans', '"acme"', '- ', '.*', '[', '\\', 'a\\'])(
    'what is typed, and no command: %s',
    (query) => {
      expect(() => search(query)).not.toThrow();
    },
  );

  test('a hyphen before a word does not exclude it', () => {
    expect(search('acme -fans')).toEqual([2]);
  });

  test('everything, in order, where nothing is typed', () => {
    expect(search('  ')).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('the most relevant first', () => {
  test('a label that begins with it before one that has it later', () => {
    expect(search('acme')).toEqual([3, 2]);
  });

  test('a whole word before a part of one', () => {
    const labels = ['sunart studio', 'the art house', 'smart home'].map((label) => searchText(label));
    expect(rankedSearch(labels, 'art')[0]).toBe(1);
  });

  test('exact before approximate: a wrong letter is only forgiven where nothing fits', () => {
    const labels = ['Acne Studios', 'Acme Studios'].map((label) => searchText(label));
    expect(rankedSearch(labels, 'acme')).toEqual([1]);
  });

  test('four words and more are found in any order, if not ranked', () => {
    expect(search('care website lena anna')).toEqual([1]);
  });

  test('ties keep their order', () => {
    const labels = ['acme b', 'acme a', 'acme c'];
    expect(rankedSearch(labels, 'acme')).toEqual([0, 1, 2]);
  });
});
