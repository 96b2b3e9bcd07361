import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { filesBelow, linesWith, ROOT } from './files.ts';

/** What the documents promise about the repository. */

const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');
const ROOMS = ['components', 'docs', 'entrypoints', 'lib', 'public', 'scripts', 'tests'];

/** Paths between backticks: of a room, or a file of the root. `name.test.ts` is a pattern. */
function pathsIn(text: string): string[] {
  return [...text.matchAll(/`([\w./-]+)`/g)]
    .map(([, path = '']) => path)
    .filter(
      (path) =>
        ROOMS.includes(path.split('/')[0] ?? '') || /^(?!name\.)[\w-]+(\.\w+)*\.(ts|json|md)$/.test(path),
    );
}

/** Paths of the tree in docs/architecture.md: each line is a folder or a file, two spaces deeper than its parent. */
function pathsInTree(text: string): string[] {
  const tree = /```\n(entrypoints[\s\S]*?)```/.exec(text)?.[1] ?? '';
  let parent = '';
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', name = ''] = /^( *)([\w.-]+\/?)/.exec(line) ?? [];
    if (!name) return [];
    if (!indent) parent = name;
    return [indent ? `${parent}${name}` : name];
  });
}

describe.each(['CONTRIBUTING.md', 'docs/architecture.md'])('%s', (document) => {
  test('names only files and folders that exist', () => {
    const named = [...pathsIn(read(document)), ...pathsInTree(read(document))];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
  });
});

test('nothing refers to a document that is not in the repository', () => {
  const files = ['components', 'docs', 'entrypoints', 'lib', 'scripts', 'tests']
    .flatMap((folder) =>
      filesBelow(`${ROOT}${folder}`, /\.(tsx?|mjs|md|css)$/).map(({ path, text }) => ({
        path: `${folder}/${path}`,
        text,
      })),
    )
    .filter(({ path }) => path !== 'tests/repository/documents.test.ts');
  expect(linesWith(files, /product brief|interface contract|[(*] ?F[1-5]?\d\b/)).toEqual([]);
});

test('the CI workflow pins its actions by commit, may only read, and runs the Node of .nvmrc', () => {
  const workflow = read('.github/workflows/ci.yml');
  const uses = [...workflow.matchAll(/uses: (.*)/g)].map(([, action]) => action);
  expect(uses.length).toBeGreaterThan(0);
  expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/.test(action ?? ''))).toEqual([]);
  expect(workflow).toMatch(/^permissions:\n {2}contents: read\n\n/m);
  expect(workflow).toContain(`image: node:${read('.nvmrc').trim()}-`);
});
