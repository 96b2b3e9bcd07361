import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface TextFile {
  /** From the folder that was asked for, with slashes. */
  path: string;
  text: string;
}

/** All files below a folder whose path matches, with their text. */
export function filesBelow(folder: string, wanted: RegExp): TextFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(folder, path).replaceAll('\\', '/'), absolute: path }))
    .filter(({ path }) => wanted.test(path))
    .sort((one, other) => one.path.localeCompare(other.path))
    .map(({ path, absolute }) => ({ path, text: readFileSync(absolute, 'utf8') }));
}

/** "path:line: text" of every line that matches. */
export function linesWith(files: readonly TextFile[], forbidden: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .map((line, index) => ({ line, at: `${path}:${index + 1}` }))
      .filter(({ line }) => forbidden.test(line))
      .map(({ line, at }) => `${at}: ${line.trim().slice(0, 160)}`),
  );
}
