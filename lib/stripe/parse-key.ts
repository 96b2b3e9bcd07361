import type { KeyFormFailureCode } from '../model/failure.ts';

export type ParsedKey =
  | {
      ok: true;
      key: string;
      mode: 'live' | 'test';
      kind: 'secret' | 'restricted';
      /** Last four characters, to recognise the key by. */
      hint: string;
    }
  | { ok: false; code: KeyFormFailureCode };

/** Longer input is a document, not a key; nothing is searched in it. */
const MAX_INPUT = 2_000;
/** The length is not fixed: Stripe has changed it several times. */
const KEY = /^(sk|rk)_(live|test)_([A-Za-z0-9]{10,250})$/;
const QUOTES_AND_BLANKS = '[\\s"\'`´‘’“”„«»‹›\\u200b-\\u200f\\u2060\\ufeff]';
const SURROUNDINGS = new RegExp(`^${QUOTES_AND_BLANKS}+|${QUOTES_AND_BLANKS}+$`, 'g');
/** What stands before and after a key in a configuration file, a header or a curl command. */
const BEFORE = /^(?:export\s+)?(?:[A-Za-z][A-Za-z0-9_]{0,60}\s*=\s*|Bearer\s+)/i;
const AFTER = /[:;,]+$/;
/** Marks that a page prints in place of characters. */
const MASK = /[*•●∙·⋅…⋯×▪■█◦○‧]|\.{2,}/;

/**
 * Judges the form of a pasted key, locally: nothing is sent.
 * Quotes and blanks around it, a line break inside it, `NAME=` or `Bearer` before it are put right;
 * a blank inside it is not, since what follows may be another word.
 * Source of the form: Stripe's documentation of API keys; no length is documented.
 */
export function parseKey(input: string): ParsedKey {
  if (input.length > MAX_INPUT) return { ok: false, code: 'key-malformed' };
  const text = tidy(input);
  if (text === '') return { ok: false, code: 'key-empty' };
  const otherKind = otherKindOf(text);
  if (otherKind !== null) return { ok: false, code: otherKind };
  if (isMasked(text)) return { ok: false, code: 'key-masked' };
  const match = KEY.exec(withLowerPrefix(text));
  if (match) {
    const [key, kind, mode] = match;
    return {
      ok: true,
      key,
      mode: mode === 'live' ? 'live' : 'test',
      kind: kind === 'rk' ? 'restricted' : 'secret',
      hint: key.slice(-4),
    };
  }
  return { ok: false, code: isCutOff(text) ? 'key-cut-off' : 'key-malformed' };
}

function tidy(input: string): string {
  const unwrapped = input
    .replaceAll(SURROUNDINGS, '')
    .replace(BEFORE, '')
    .replace(AFTER, '')
    .replaceAll(SURROUNDINGS, '');
  // A terminal or a PDF breaks long keys into lines; a password field drops the break by itself.
  return unwrapped.replaceAll(/[ \t]*[\r\n]+[ \t]*/g, '').replaceAll(/[\u200b-\u200f\u2060\ufeff]/g, '');
}

function otherKindOf(text: string): KeyFormFailureCode | null {
  if (/^pk_/i.test(text)) return 'key-publishable';
  if (/^whsec_/i.test(text)) return 'key-webhook';
  if (/^(?:sk|rk)_org_/i.test(text)) return 'key-organisation';
  return null;
}

/** Also a row of x, as examples print it. */
function isMasked(text: string): boolean {
  return MASK.test(text) || /^(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{0,12}x{6,}[A-Za-z0-9]{0,6}$/i.test(text);
}

/**
 * A phone's keyboard raises the first letter: put right. Where no small letter is left behind the prefix, the
 * capitals came over the whole key and what it was cannot be known.
 */
function withLowerPrefix(text: string): string {
  const [prefix = ''] = /^(?:sk|rk)_(?:live|test)_/i.exec(text) ?? [];
  const body = text.slice(prefix.length);
  return /[a-z]/.test(body) ? prefix.toLowerCase() + body : text;
}

/** The front of a key without enough behind it, or a body that lost its front. */
function isCutOff(text: string): boolean {
  const frontOnly = /^(?:s|r)(?:k(?:_(?:[lt][a-z]{0,3}(?:_[A-Za-z0-9]{0,9})?)?)?)?$/i;
  const frontLost =
    /^(?:k?_)?(?:live|test)_[A-Za-z0-9]+$|^(?:ive|ve|e|est|st|t)?_[A-Za-z0-9]{10,}$|^51[A-Za-z0-9]{20,}$/;
  return frontOnly.test(text) || frontLost.test(text);
}
