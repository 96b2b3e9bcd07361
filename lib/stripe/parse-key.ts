import type { KeyFormFailureCode } from '../model/failure.ts';

export type ParsedKey =
  | {
      ok: true;
      key: string;
      mode: 'live' | 'test';
      kind: 'secret' | 'restricted';
      hint: string;
    }
  | { ok: false; code: KeyFormFailureCode };

/** Longer input is a document, not a key. */
const MAX_INPUT = 2_000;
/** Stripe has changed the length several times. */
const KEY = /^(sk|rk)_(live|test)_([A-Za-z0-9]{10,250})$/;
const QUOTES_AND_BLANKS = '[\\s"\'`´‘’“”„«»‹›\\u200b-\\u200f\\u2060\\ufeff]';
const SURROUNDINGS = new RegExp(`^${QUOTES_AND_BLANKS}+|${QUOTES_AND_BLANKS}+$`, 'g');
/** What surrounds a key in a configuration file, a header or a curl command. */
const BEFORE = /^(?:export\s+)?(?:[A-Za-z][A-Za-z0-9_]{0,60}\s*=\s*|Bearer\s+)/i;
const AFTER = /[:;,]+$/;
const MASK = /[*•●∙·⋅…⋯×▪■█◦○‧]|\.{2,}/;

/** Local only. Trims what surrounds the key and joins lines; a blank inside may begin another word. */
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
  // Terminals and PDFs wrap long keys; a password field drops the break anyway.
  return unwrapped.replaceAll(/[ \t]*[\r\n]+[ \t]*/g, '').replaceAll(/[\u200b-\u200f\u2060\ufeff]/g, '');
}

function otherKindOf(text: string): KeyFormFailureCode | null {
  if (/^pk_/i.test(text)) return 'key-publishable';
  if (/^whsec_/i.test(text)) return 'key-webhook';
  if (/^(?:sk|rk)_org_/i.test(text)) return 'key-organisation';
  return null;
}

function isMasked(text: string): boolean {
  return MASK.test(text) || /^(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{0,12}x{6,}[A-Za-z0-9]{0,6}$/i.test(text);
}

/** Phones capitalize the first letter. An all-caps body is beyond repair: its case is lost. */
function withLowerPrefix(text: string): string {
  const [prefix = ''] = /^(?:sk|rk)_(?:live|test)_/i.exec(text) ?? [];
  const body = text.slice(prefix.length);
  return /[a-z]/.test(body) ? prefix.toLowerCase() + body : text;
}

function isCutOff(text: string): boolean {
  const frontOnly = /^(?:s|r)(?:k(?:_(?:[lt][a-z]{0,3}(?:_[A-Za-z0-9]{0,9})?)?)?)?$/i;
  const frontLost =
    /^(?:k?_)?(?:live|test)_[A-Za-z0-9]+$|^(?:ive|ve|e|est|st|t)?_[A-Za-z0-9]{10,}$|^51[A-Za-z0-9]{20,}$/;
  return frontOnly.test(text) || frontLost.test(text);
}
