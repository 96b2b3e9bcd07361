import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licences of what is bundled, as a file in the package: most of them ask to be passed on with the code. */

export const NOTICES = 'THIRD-PARTY-NOTICES.txt';

interface Manifest {
  name: string;
  version: string;
  license?: string;
}

/** The folder of the package that a bundled module belongs to; null: it is ours. */
export function packageFolderOf(moduleId: string): string | null {
  const path = moduleId.replaceAll('\\', '/').replace(/^\0/, '').split('?', 1)[0] ?? '';
  return /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? null;
}

/** One package's entry. Throws where its licence cannot be read: it must not be shipped without. */
function notice(folder: string): { title: string; text: string } {
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Manifest;
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.(txt|md))?$/i.test(entry));
  if (!license || !file)
    throw new Error(`${name} ${version} is bundled and its licence is not in its folder.`);
  // The Mozilla licence asks that whoever gets the code is told where its source is.
  const source = license.startsWith('MPL')
    ? `Source: the npm package ${name}, version ${version}, unchanged.\n`
    : '';
  const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  return { title: `${name} ${version}`, text: `Licence: ${license}\n${source}\n${text}` };
}

/** The whole file, in the order of the packages' names. */
export function noticesText(folders: Iterable<string>): string {
  const rule = '-'.repeat(80);
  const entries = [...new Set(folders)]
    .map(notice)
    .sort((a, b) => (a.title < b.title ? -1 : 1))
    .map(({ title, text }) => `${rule}\n${title}\n${text}\n`);
  return ['ClientPlug contains the following packages.\n', ...entries].join('\n');
}

/** Collects the packages of every bundle of a build; `write` puts the file into the finished package. */
export function collectNotices() {
  const folders = new Set<string>();
  return {
    plugin: {
      name: 'clientplug:notices',
      generateBundle(
        _options: unknown,
        bundle: Record<string, { type: string; moduleIds?: string[] }>,
      ): void {
        for (const chunk of Object.values(bundle))
          for (const id of chunk.moduleIds ?? []) {
            const folder = packageFolderOf(id);
            if (folder !== null && existsSync(join(folder, 'package.json'))) folders.add(folder);
          }
      },
    },
    write(outputFolder: string): void {
      writeFileSync(join(outputFolder, NOTICES), noticesText(folders));
    },
  };
}
