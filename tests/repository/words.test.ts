import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileCatalogue, readCatalogues, typesText } from '../../scripts/messages.ts';
import { filesBelow, ROOT, type TextFile } from './files.ts';
import { readableText } from './readable-text.ts';

/** The rules of docs/words.md. */

const product = (): TextFile[] =>
  ['lib', 'components', 'entrypoints'].flatMap((folder) =>
    filesBelow(`${ROOT}${folder}`, /\.tsx?$/)
      .filter(({ path }) => !/\.(test|fixture)\.tsx?$/.test(path))
      .map(({ path, text }) => ({ path: `${folder}/${path}`, text })),
  );

/** Text that looks like a person's and is not: a file, and the texts in it. */
const NOBODY_READS: Record<string, readonly string[]> = {
  'entrypoints/dashboard/bar/DashboardBar.tsx': ['ClientPlug'],
  'entrypoints/options/stripe/KeyForm.tsx': ['rk_live_…'],
  'entrypoints/options/App.tsx': ['ClientPlug'],
  // Lists of codes.
  'lib/billing/currencies.ts': [
    'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf',
    'bhd jod kwd omr tnd',
  ],
  // The name of a generation that is never shown.
  'lib/store/generations/staging.ts': ['… (being read)'],
  // Messages of errors that are turned into failures.
  'lib/stripe/errors.ts': ['Stripe transport: …', 'Refused before the network: …'],
  'lib/vault/envelope.ts': ['data key'],
};

const known = (at: string, text: string): boolean => {
  const path = at.slice(0, at.lastIndexOf(':'));
  return path === 'lib/clients/likeness.ts' || (NOBODY_READS[path]?.includes(text) ?? false);
};

/** Milliseconds: parses every source of the product. */
const PARSING = 60_000;

test('what a person reads is in the catalogue', { timeout: PARSING }, () => {
  const found = product().flatMap(({ path, text }) => readableText(path, text));
  expect(found.filter(({ at, text }) => !known(at, text)).map(({ at, text }) => `${at}: ${text}`)).toEqual(
    [],
  );
});

test.each([
  ['the text of an element', 'const a = <p>All clients</p>;'],
  ['one word', 'const a = <b>Late</b>;'],
  ['text beside a value', 'const a = <p>{n} more</p>;'],
  ['an accessible name', 'const a = <ul aria-label="clients" />;'],
  ['a placeholder', 'const a = <input placeholder="E-mail" />;'],
  ['a template', `const a = \`Delete \${name}\`;`],
  ['a label', `const a = <Field label={\`Delete \${name}\`} />;`],
  ['a choice of two', "const a = <p>{open ? 'Details' : null}</p>;"],
  ['a property', "const a = { label: 'Paid' };"],
  ['a sentence anywhere', "const a = 'Try again later.';"],
])('the search finds %s', (_what, source) => {
  expect(readableText('planted.tsx', source)).toHaveLength(1);
});

test.each([
  "const a = t('refresh.start');",
  "if (event.key === 'Escape') leave();",
  "import a from 'some module';",
  "throw new Error('No such thing here');",
  'const a = <p className="Two Words">{name}</p>;',
])('the search leaves %s alone', (source) => {
  expect(readableText('planted.tsx', source)).toEqual([]);
});

describe('catalogues', () => {
  const catalogues = readCatalogues('en');

  test('the types are up to date; if not: npm run messages', () => {
    expect(readFileSync(`${ROOT}lib/i18n/messages/types.ts`, 'utf8')).toBe(typesText());
  });

  test('no key is left that nothing says', () => {
    const files = product();
    const unused: string[] = [];
    for (const [name, messages] of catalogues) {
      const said = files.filter(
        ({ text }) => text.includes(`catalogues/${name}.ts'`) || text.includes(`'./${name}.ts'`),
      );
      const patterns = said.flatMap(({ text }) => keyPatterns(text));
      for (const key of messages.keys()) {
        if (!patterns.some((pattern) => pattern.test(key))) unused.push(`${name}: ${key}`);
      }
    }
    expect(unused).toEqual([]);
  });

  test('the search for unused keys knows one', () => {
    const [pattern] = keyPatterns('t(`status.$' + '{status}`)');
    expect(pattern?.test('status.late')).toBe(true);
    expect(pattern?.test('state.late')).toBe(false);
    expect(keyPatterns("t('refresh.start')")[0]?.test('refresh.started')).toBe(false);
  });

  test('the pseudo-locale marks and lengthens every message', () => {
    const source = JSON.stringify({
      a: '{count, plural, one {# client} other {# clients}} of {name}',
      b: 'Paid',
    });
    const { a, b } = compileCatalogue(source, true);
    expect(b).toEqual(['⟦', 'Páîˍd', '⟧']);
    expect(JSON.stringify(a)).toMatch(/^\["⟦".*çlˍî.*"⟧"\]$/);
    expect(JSON.stringify(a)).toContain('["name"]');
  });
});

/** What a file may say: each of its texts as a pattern of keys, where `${…}` stands for anything. */
function keyPatterns(source: string): RegExp[] {
  const texts = source.matchAll(/'([\w.-]+)'|`((?:[\w.-]|\$\{[^`{}]*\})+)`/g);
  return [...texts].map(([, plain, template]) => {
    const parts = (plain ?? template ?? '').split(/\$\{[^}]*\}/);
    return new RegExp(`^${parts.map((part) => part.replace(/[.]/g, '\\.')).join('.+')}$`);
  });
}
