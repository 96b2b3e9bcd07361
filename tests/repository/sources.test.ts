import { expect, test } from 'vitest';
import { filesBelow, linesWith, ROOT } from './files.ts';

/** Rules for the sources that no linter knows. */

const TESTS = /\.(test|fixture|e2e)\.tsx?$/;
const source = (folder: string) =>
  filesBelow(`${ROOT}${folder}`, /\.tsx?$/)
    .filter(({ path }) => !TESTS.test(path))
    .map(({ path, text }) => ({ path: `${folder}/${path}`, text }));
const product = () => ['lib', 'components', 'entrypoints'].flatMap(source);
const pages = () =>
  product().filter(({ path }) => /^components\/|^entrypoints\/(popup|options|dashboard)\//.test(path));

test('pages never touch storage.session: they could read the unlocked key there', () => {
  expect(
    linesWith(
      pages(),
      /storage\s*(\.|\?\.)\s*session|storage\[|\bstorage\s*\.\s*onChanged|\{[^}]*\bsession\b[^}]*\}\s*=\s*[\w.]*storage/,
    ),
  ).toEqual([]);
});

test('nothing but the read-only fetch calls fetch or opens another way out', () => {
  const others = product().filter(({ path }) => path !== 'lib/stripe/transport/read-only-fetch.ts');
  const ways =
    /(?<![\w.])fetch\s*\(|(globalThis|self|window)\.fetch|XMLHttpRequest|new\s+WebSocket|EventSource|sendBeacon|WebTransport|RTCPeerConnection/;
  const comment = /:\d+: (\*|\/\/|\/\*)/;
  // The browser's own fetch is handed in at one place, to the read-only one.
  const handedIn =
    /^entrypoints\/background\/services\.ts:\d+: fetch: \(input, init\) => fetch\(input, init\),$/;
  const found = linesWith(others, ways).filter((line) => !comment.test(line));
  expect(found.filter((line) => !handedIn.test(line))).toEqual([]);
  expect(found.filter((line) => handedIn.test(line)).length).toBeLessThanOrEqual(1);
});

test('text becomes HTML only through React', () => {
  expect(
    linesWith(product(), /dangerouslySetInnerHTML|\.innerHTML\s*=|insertAdjacentHTML|document\.write/),
  ).toEqual([]);
});

test('keys and passphrases are typed into one field, which no browser fills in or remembers', () => {
  const fields = product().filter(({ text }) => /['"`]password['"`]/.test(text));
  expect(fields.map(({ path }) => path)).toEqual(['components/kit/SecretField.tsx']);
  expect(fields[0]?.text).toContain('autoComplete="off"');
  expect(fields[0]?.text).toContain('spellCheck={false}');
  // Controlled, React would copy what is typed into an attribute of the page.
  expect(fields[0]?.text).not.toMatch(/\s(value|defaultValue)=/);
});

test('nothing is logged: a log could carry a secret', () => {
  expect(linesWith(product(), /\bconsole\.(log|info|debug|warn|error|trace)/)).toEqual([]);
});

test('no test is left out or favoured', () => {
  const files = ['lib', 'components', 'entrypoints', 'tests']
    .flatMap((folder) =>
      filesBelow(`${ROOT}${folder}`, TESTS).map(({ path, text }) => ({ path: `${folder}/${path}`, text })),
    )
    .filter(({ path }) => path !== 'tests/repository/sources.test.ts');
  expect(
    linesWith(files, /\b(describe|test|it)(\.\w+)*\.(only|skip|todo|fails)\b|\bx(describe|it|test)\s*\(/),
  ).toEqual([]);
  expect(linesWith(files, /\bretry\s*:/)).toEqual([]);
});

test("the sources name no registry and no path of somebody's machine", () => {
  const files = ['lib', 'components', 'entrypoints', 'tests', 'scripts', 'docs']
    .flatMap((folder) =>
      filesBelow(`${ROOT}${folder}`, /\.(tsx?|mjs|md|json|css|html)$/).map(({ path, text }) => ({
        path: `${folder}/${path}`,
        text,
      })),
    )
    .filter(({ path }) => path !== 'tests/repository/sources.test.ts');
  expect(
    linesWith(files, /registry\.npm|npmjs\.org|pypi\.org|deb\.debian\.org|\/home\/\w+\/|\/Users\/\w+\//),
  ).toEqual([]);
});
