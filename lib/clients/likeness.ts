import { searchText } from './search-text.ts';

export interface Known {
  name: string;
  email: string | null;
}

/** Why two are taken for the same, the surest first. */
export const LIKE_REASONS = ['email', 'domain', 'name'] as const;
export type LikeReason = (typeof LIKE_REASONS)[number];

export interface Match {
  /** Position among those that were indexed. */
  at: number;
  reason: LikeReason;
  /** How much the names have in common, from 0 to 1. */
  name: number;
}

/** Two names are alike from here on. */
export const LIKELY = 0.65;

/** Finds who of `others` may be the one that is asked for: by e-mail, else by domain, else by name; the likeliest first. */
export function likenessIndex(others: readonly Known[]): (wanted: Known) => Match[] {
  const byEmail = new Map<string, number[]>();
  const byDomain = new Map<string, number[]>();
  const byGram = new Map<string, number[]>();
  const sizes = new Uint16Array(others.length);
  for (const [at, { name, email }] of others.entries()) {
    const address = searchText(email);
    put(byEmail, address, at);
    put(byDomain, ownDomain(address), at);
    const grams = trigrams(name);
    sizes[at] = grams.size;
    for (const gram of grams) put(byGram, gram, at);
  }
  const shared = new Uint16Array(others.length);

  return ({ name, email }) => {
    const grams = trigrams(name);
    const touched: number[] = [];
    for (const gram of grams) {
      for (const at of byGram.get(gram) ?? []) {
        if (shared[at] === 0) touched.push(at);
        shared[at] = (shared[at] ?? 0) + 1;
      }
    }
    const matches = new Map<number, Match>();
    // Dice's coefficient: 2 × shared ÷ all.
    const alike = (at: number) => (2 * (shared[at] ?? 0)) / (grams.size + (sizes[at] ?? 0) || 1);
    for (const at of touched)
      if (alike(at) >= LIKELY) matches.set(at, { at, reason: 'name', name: alike(at) });
    const address = searchText(email);
    for (const at of byDomain.get(ownDomain(address)) ?? [])
      matches.set(at, { at, reason: 'domain', name: alike(at) });
    for (const at of byEmail.get(address) ?? []) matches.set(at, { at, reason: 'email', name: alike(at) });
    for (const at of touched) shared[at] = 0;
    return [...matches.values()].sort(byLikeness);
  };
}

function byLikeness(a: Match, b: Match): number {
  return LIKE_REASONS.indexOf(a.reason) - LIKE_REASONS.indexOf(b.reason) || b.name - a.name || a.at - b.at;
}

/** How much two names have in common, from 0 to 1. */
export function nameLikeness(one: string, other: string): number {
  const [a, b] = [trigrams(one), trigrams(other)];
  let shared = 0;
  for (const gram of a) if (b.has(gram)) shared += 1;
  return shared === 0 ? 0 : (2 * shared) / (a.size + b.size);
}

function put(map: Map<string, number[]>, key: string, at: number): void {
  if (key === '') return;
  const known = map.get(key);
  if (known) known.push(at);
  else map.set(key, [at]);
}

/** Three letters in a row of each word, with its beginning and end: the order of words does not matter. */
function trigrams(name: string): Set<string> {
  const grams = new Set<string>();
  for (const word of wordsOf(name)) {
    const padded = `  ${word} `;
    for (let at = 0; at + 3 <= padded.length; at += 1) grams.add(padded.slice(at, at + 3));
  }
  return grams;
}

/** Says nothing about who someone is. */
const EMPTY_WORDS = new Set(
  (
    'gmbh mbh ggmbh ag kg kgaa ohg ug gbr ev eg inc incorporated llc llp lp ltd limited ltda plc corp corporation ' +
    'co company sa sas sarl sasu eurl sl slu srl spa snc bv nv vof oy oyj ab as asa aps kk kft zrt sro doo pty pvt ' +
    'kabushiki kaisha the and und et & +'
  ).split(' '),
);
/** Written without a space before or after. */
const JAPANESE_FORMS = /株式会社|有限会社|合同会社|合資会社|\(株\)|\(有\)/g;
const OTHER_LETTERS: Readonly<Record<string, string>> = { ß: 'ss', æ: 'a', ø: 'o', œ: 'o', ł: 'l', đ: 'd' };

/** Folded words; "Müller" and "Mueller" are one, "A.B.C." and "A-B-C" too. */
function wordsOf(name: string): string[] {
  const plain = searchText(name)
    .replace(JAPANESE_FORMS, ' ')
    .replace(/[ßæøœłđ]/g, (letter) => OTHER_LETTERS[letter] ?? letter)
    // Both spellings of an umlaut become its vowel.
    .replace(/(?<=[aou])e/g, '');
  const words: string[] = [];
  let afterInitial = false;
  for (const word of plain.split(/[^\p{L}\p{N}&+]+/u)) {
    if (word === '') continue;
    const isInitial = /^\p{Script=Latin}$/u.test(word);
    if (isInitial && afterInitial) words.push(`${words.pop() ?? ''}${word}`);
    else words.push(word);
    afterInitial = isInitial;
  }
  return words.filter((word) => !EMPTY_WORDS.has(word));
}

/** Providers under one name in many countries. */
const FREE_MAIL_ANYWHERE =
  /^(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|aol|gmx|yandex|proton|protonmail)\./;
const FREE_MAIL = new Set(
  (
    'icloud.com me.com mac.com web.de t-online.de freenet.de posteo.de mailbox.org mail.com mail.ru pm.me ' +
    'zoho.com fastmail.com hey.com tutanota.com tuta.com orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it ' +
    'virgilio.it terra.com.br uol.com.br bol.com.br comcast.net verizon.net att.net sbcglobal.net btinternet.com ' +
    'sky.com bluewin.ch naver.com qq.com 163.com 126.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp example.com'
  ).split(' '),
);

/** '' for providers that anyone can have an address with. */
function ownDomain(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = at < 0 ? '' : address.slice(at + 1);
  return FREE_MAIL.has(domain) || FREE_MAIL_ANYWHERE.test(domain) ? '' : domain;
}
