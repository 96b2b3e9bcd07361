import { searchText } from './search-text.ts';

const FREE_MAIL =
  /^(gmail|googlemail|outlook|hotmail|live|msn|yahoo|icloud|me|aol|gmx|web|proton|protonmail|mail|t-online|orange|free)\./;
const LEGAL_FORMS = new Set(
  'gmbh mbh ag kg ohg ug ev inc incorporated llc llp ltd limited plc corp corporation co company sa sas sarl sl srl spa bv nv oy ab as aps kk pty the and und et de group studio'.split(
    ' ',
  ),
);

export interface Known {
  name: string;
  email: string | null;
}

interface Features {
  name: string;
  words: string[];
  email: string;
  domain: string;
}

export function featuresOf({ name, email }: Known): Features {
  const plain = searchText(name);
  const all = plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const telling = all.filter((word) => !LEGAL_FORMS.has(word));
  const mail = searchText(email);
  const domain = mail.slice(mail.lastIndexOf('@') + 1);
  return {
    name: all.join(' '),
    words: telling.length > 0 ? telling : all,
    email: mail,
    domain: mail.includes('@') && !FREE_MAIL.test(domain) ? domain : '',
  };
}

/** From 0 (nothing in common) to 1 (the same e-mail). */
export function likeness(a: Features, b: Features): number {
  if (a.email !== '' && a.email === b.email) return 1;
  if (a.name !== '' && a.name === b.name) return 0.95;
  const words = sharedWords(a.words, b.words);
  const domain = a.domain !== '' && a.domain === b.domain ? 0.8 : domainNames(a, b);
  return Math.min(0.9, Math.max(words, domain) + (words > 0 && domain > 0 ? 0.1 : 0));
}

/** Dice coefficient, damped so that only equal names come near 1. */
function sharedWords(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  let shared = 0;
  for (const word of a) if (word.length > 1 && b.includes(word)) shared += 1;
  return (0.9 * 2 * shared) / (a.length + b.length);
}

function domainNames(a: Features, b: Features): number {
  return namesDomain(a.words, b.domain) || namesDomain(b.words, a.domain) ? 0.6 : 0;
}

function namesDomain(words: readonly string[], domain: string): boolean {
  if (domain === '') return false;
  const label = domain.split('.').at(-2) ?? domain;
  return (
    words.some((word) => word.length > 3 && label === word) || (words.length > 1 && label === words.join(''))
  );
}

/** Propose a match from this likeness on. */
export const LIKELY = 0.45;
