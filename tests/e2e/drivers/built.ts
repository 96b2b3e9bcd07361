import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserKind } from './driver.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const FOLDERS: Record<BrowserKind, string> = { chromium: 'chrome-mv3', firefox: 'firefox-mv3' };

/** Folder of the built production package of a browser. */
export function builtPackage(kind: BrowserKind): string {
  const folder = `${process.env.CLIENTPLUG_OUTPUT ?? `${root}.output`}/${FOLDERS[kind]}`;
  if (!existsSync(`${folder}/manifest.json`))
    throw new Error(`There is no built package for ${kind} (${folder}). Run "npm run build" first.`);
  return folder;
}
