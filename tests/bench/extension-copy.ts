import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0]?.text ?? '';
}

const page = (script: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bench</title><script type="module" src="/${script}"></script></head><body><div id="root"></div></body></html>`;

export interface ExtensionCopy {
  folder: string;
  /** Bytes after gzip of React and React DOM alone. */
  reactGzip: number;
}

/**
 * A copy of the built package with a blank page, tools that pages can load, and hooks in its background. The package itself has no test
 * hook and is not touched.
 */
export async function extensionCopy(extensionDir: string): Promise<ExtensionCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'clientplug-bench-'));
  cpSync(extensionDir, folder, { recursive: true });
  const blank = await bundle('blank.ts');
  writeFileSync(join(folder, 'blank.js'), blank);
  writeFileSync(join(folder, 'blank.html'), page('blank.js'));
  writeFileSync(join(folder, 'bench.js'), await bundle('in-extension.ts'));
  hookBackground(folder, await bundle('worker-hooks.ts'));
  return { folder, reactGzip: gzipSync(blank).length };
}

/** Lets a script of ours run before the product's own in the same worker. */
function hookBackground(folder: string, hooks: string): void {
  writeFileSync(join(folder, 'bench-hooks.js'), hooks);
  writeFileSync(join(folder, 'bench-worker.js'), "import './bench-hooks.js';\nimport './background.js';\n");
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { background: { service_worker: string } };
  manifest.background.service_worker = 'bench-worker.js';
  writeFileSync(path, JSON.stringify(manifest));
}

/** Bytes after gzip of every script that the popup's page names. */
export function popupGzip(extensionDir: string): number {
  const html = readFileSync(join(extensionDir, 'popup.html'), 'utf8');
  return [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)]
    .map(([, path]) => gzipSync(readFileSync(join(extensionDir, path ?? ''))).length)
    .reduce((sum, bytes) => sum + bytes, 0);
}
