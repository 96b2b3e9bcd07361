import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';

import compile from 'icu-minify/compile';
import type { CompiledMessage } from 'icu-minify/format';

/** Catalogues of messages, lib/i18n/messages/<language>/<catalogue>.json: read, typed, and compiled for the build. */

const FOLDER = fileURLToPath(new URL('../lib/i18n/messages/', import.meta.url));
const TYPES = `${FOLDER}types.ts`;
const CATALOGUE = /[\\/]lib[\\/]i18n[\\/]messages[\\/][\w-]+[\\/][\w-]+\.json$/;

interface Tree {
  [key: string]: string | Tree;
}

/** Messages by dotted key, without the notes for translators ("@key"). */
export function flatten(tree: Tree, before = ''): Map<string, string> {
  const messages = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (key.startsWith('@')) continue;
    if (typeof value === 'string') messages.set(before + key, value);
    else for (const [inner, message] of flatten(value, `${before}${key}.`)) messages.set(inner, message);
  }
  return messages;
}

/** The catalogues of a language by name. */
export function readCatalogues(language: string): Map<string, Map<string, string>> {
  const folder = `${FOLDER}${language}/`;
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort();
  return new Map(
    names.map((file) => [
      file.replace(/\.json$/, ''),
      flatten(JSON.parse(readFileSync(folder + file, 'utf8'))),
    ]),
  );
}

/** TypeScript types of a message's arguments, by name. */
export function argumentsOf(message: string): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      switch (element.type) {
        case TYPE.argument:
          if (!found.has(element.value)) found.set(element.value, 'string');
          break;
        case TYPE.number:
          found.set(element.value, 'number');
          break;
        case TYPE.plural:
          found.set(element.value, 'number');
          for (const { value } of Object.values(element.options)) visit(value);
          break;
        case TYPE.select: {
          const { other, ...named } = element.options;
          // An empty `other` closes the list: nothing else may be passed.
          const closed = other?.value.length === 0;
          const values = Object.keys(named).map((name) => `'${name}'`);
          found.set(element.value, closed ? values.join(' | ') : 'string');
          for (const { value } of Object.values(element.options)) visit(value);
          break;
        }
        case TYPE.tag:
          found.set(element.value, 'Tag');
          visit(element.children);
          break;
        case TYPE.date:
        case TYPE.time:
          throw new Error(`Dates come in formatted: ${message}`);
      }
    }
  };
  visit(parse(message));
  return found;
}

/** The text of lib/i18n/messages/types.ts: each key of the English catalogues with its arguments. */
export function typesText(): string {
  const lines = [
    '/** Made by `npm run messages` from messages/en. Do not edit. */',
    '',
    '/** An argument that is a tag in the message: <link>…</link>. */',
    "export type Tag = 'tag';",
    '',
    'export interface Messages {',
  ];
  for (const [name, messages] of readCatalogues('en')) {
    lines.push(`  '${name}': {`);
    for (const [key, message] of messages) {
      const values = [...argumentsOf(message)].map(([argument, type]) => `${argument}: ${type}`);
      lines.push(`    '${key}': ${values.length === 0 ? 'null' : `{ ${values.join('; ')} }`};`);
    }
    lines.push('  };');
  }
  return `${[...lines, '}'].join('\n')}\n`;
}

/** Writes the types where they are not up to date. */
export function writeTypes(): void {
  const text = typesText();
  if (!existsSync(TYPES) || readFileSync(TYPES, 'utf8') !== text) writeFileSync(TYPES, text);
}

/** A catalogue's source as compact JSON for `icu-minify/format`, by dotted key. */
export function compileCatalogue(source: string, pseudo = false): Record<string, CompiledMessage> {
  const compiled: Record<string, CompiledMessage> = {};
  for (const [key, message] of flatten(JSON.parse(source))) {
    compiled[key] = pseudo ? pseudoMessage(compile(message)) : compile(message);
  }
  return compiled;
}

const ACCENTED: Record<string, string> = Object.fromEntries(
  [...'aAcCeEiInNoOsSuUyY'].map((letter, at) => [letter, [...'áÁçÇéÉîÎñÑöÖšŠûÛýÝ'][at] ?? letter]),
);

/** Accented, and a third longer, as German or Portuguese may be. */
export const pseudoText = (text: string): string =>
  [...text].map((letter, at) => (ACCENTED[letter] ?? letter) + (at % 3 === 2 ? 'ˍ' : '')).join('');

function pseudoNode(node: unknown): unknown {
  if (typeof node === 'string') return pseudoText(node);
  if (!Array.isArray(node)) return node;
  const [name, second, ...rest] = node;
  const isTyped = typeof second === 'number' && second !== 0;
  if (second === undefined) return node;
  if (!isTyped) return [name, ...[second, ...rest].map(pseudoNode)];
  const options = rest[0];
  if (typeof options !== 'object' || options === null) return node;
  return [
    name,
    second,
    Object.fromEntries(Object.entries(options).map(([key, branch]) => [key, pseudoBranch(branch)])),
  ];
}

const pseudoBranch = (branch: unknown): unknown =>
  Array.isArray(branch) ? branch.map(pseudoNode) : pseudoNode(branch);

/** The message in no language: accented, longer, and with marked ends, so that what is left over or cut off shows. */
function pseudoMessage(message: CompiledMessage): CompiledMessage {
  if (message === '') return message;
  const nodes = typeof message === 'string' ? [message] : message;
  return ['⟦', ...nodes.map(pseudoNode), '⟧'] as CompiledMessage;
}

/**
 * The Vite plugin for WXT, Vitest and vite-node: catalogues become compiled messages before Vite reads the JSON.
 * @param pseudo in the pseudo-locale, for tests of the pages
 */
export function messagesPlugin({ pseudo = false } = {}) {
  return {
    name: 'clientplug-messages',
    enforce: 'pre' as const,
    buildStart: writeTypes,
    transform(code: string, id: string) {
      if (!CATALOGUE.test(id)) return null;
      return { code: JSON.stringify(compileCatalogue(code, pseudo)), map: null };
    },
  };
}
