/**
 * Proof of absence: whether a dump of storages, of a page or of a network log holds any run of a secret, in any form
 * in which it could have got there. Also used by the end-to-end tests.
 *
 *     expect(findSecret(dumpOf(everything), key, { skip: 'rk_live_'.length })).toEqual([]);
 */

/** Characters (or bytes) in a row that count as a find. */
export const RUN = 8;

export interface Find {
  form: string;
  /** Where in the secret the run begins. Not the run itself: a failing test must not print it. */
  offset: number;
}

/** Every run of eight characters of the secret that the dump holds; empty is good. */
export function findSecret(
  dump: string,
  secret: string | Uint8Array,
  { skip = 0 }: { skip?: number } = {},
): Find[] {
  const finds: Find[] = [];
  for (let offset = skip; offset + RUN <= secret.length; offset += 1) {
    const run = secret.slice(offset, offset + RUN);
    const forms = typeof run === 'string' ? formsOfText(run) : formsOfBytes(run);
    const found = forms.find(([, text]) => dump.includes(text));
    if (found !== undefined) finds.push({ form: found[0], offset });
  }
  if (secret.length - skip < RUN)
    throw new Error(`A secret of fewer than ${RUN} characters cannot be searched.`);
  return finds;
}

/** The text itself, escaped for URLs, and the forms of its UTF-8 and UTF-16 bytes. */
function formsOfText(run: string): [string, string][] {
  const named = (name: string, bytes: Uint8Array) =>
    formsOfBytes(bytes).map(([form, text]): [string, string] => [`${name} ${form}`, text]);
  return [
    ['text', run],
    ['url', encodeURIComponent(run)],
    ['json', JSON.stringify(run).slice(1, -1)],
    ...named('utf-8', new TextEncoder().encode(run)),
    ...named('utf-16le', utf16(run, true)),
    ...named('utf-16be', utf16(run, false)),
  ];
}

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let index = 0; index < text.length; index += 1) {
    view.setUint16(index * 2, text.charCodeAt(index), littleEndian);
  }
  return new Uint8Array(view.buffer);
}

/** Raw (as `dumpOf` writes bytes), hexadecimal, lists of numbers, base64 at each of its three alignments. */
function formsOfBytes(bytes: Uint8Array): [string, string][] {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    ['raw', latin1(bytes)],
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ['numbers', bytes.join(',')],
    ['spaced numbers', bytes.join(', ')],
    ...[0, 1, 2].flatMap((before): [string, string][] => {
      const inner = innerBase64(bytes, before);
      return [
        [`base64+${before}`, inner],
        [`base64url+${before}`, inner.replaceAll('+', '-').replaceAll('/', '_')],
      ];
    }),
  ];
}

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** The base64 characters that depend on these bytes alone when `before` bytes of a group precede them. */
function innerBase64(bytes: Uint8Array, before: number): string {
  const padded = new Uint8Array(before + bytes.length);
  padded.set(bytes, before);
  const text = btoa(latin1(padded)).replaceAll('=', '');
  return text.slice(Math.ceil((before * 8) / 6), Math.floor((padded.length * 8) / 6));
}

/** One text of anything: names and values of objects, maps and lists, bytes as characters of the same codes. */
export function dumpOf(value: unknown, known = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (known.has(value)) return '';
  known.add(value);
  if (value instanceof ArrayBuffer) return dumpOf(new Uint8Array(value), known);
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  }
  if (value instanceof Map || value instanceof Set) return dumpOf([...value], known);
  if (value instanceof Error) return `${value.stack ?? value.message} ${dumpOf(value.cause, known)}`;
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return value.join(',');
  return Object.entries(value)
    .map(([name, item]) => `${name}=${dumpOf(item, known)}`)
    .join('\n');
}
