import format, { type CompiledMessage, type FormatValues } from 'icu-minify/format';
import { formats } from './formats.ts';
import type { Messages, Tag } from './messages/types.ts';

type Intersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void
  ? I
  : never;
/** What a message, or each of several that the key may name, needs. */
type Needs<M> = Intersection<Exclude<M, null>>;
type WithTags<V, T> = {
  [Name in keyof V]: V[Name] extends Tag ? (chunks: readonly (string | T)[]) => T : V[Name];
};
type Values<M, T> = [Exclude<M, null>] extends [never] ? [] : [values: WithTags<Needs<M>, T>];

/** Says a message of one catalogue; keys and arguments are checked by the compiler. */
export interface Translate<C> {
  <K extends keyof C & string>(key: K, ...values: Values<C[K], string>): string;
  /** The same with elements in it: each tag of the message becomes what its function makes of the text inside. */
  rich<T, K extends keyof C & string = keyof C & string>(key: K, ...values: Values<C[K], T>): (string | T)[];
}

/** The words are English; amounts and dates are the region’s (formats.ts). */
const LANGUAGE = 'en';

/** Rules are expensive to make: once per type. */
const plurals = new Map<string | undefined, Intl.PluralRules>();
function pluralRules(options?: Intl.PluralRulesOptions): Intl.PluralRules {
  const rules = plurals.get(options?.type) ?? new Intl.PluralRules(LANGUAGE, options);
  plurals.set(options?.type, rules);
  return rules;
}

const OPTIONS = {
  formatters: {
    getPluralRules: (_language?: unknown, options?: Intl.PluralRulesOptions) => pluralRules(options),
    getNumberFormat: (_language?: unknown, options?: Intl.NumberFormatOptions) =>
      formats.numberFormat(options),
    getDateTimeFormat: (_language?: unknown, options?: Intl.DateTimeFormatOptions) =>
      formats.dateFormat(options),
  },
};

/** The translator of one catalogue, whose English is bundled with whatever imports it. */
export function translator<Name extends keyof Messages>(english: object): Translate<Messages[Name]> {
  const messages = english as Readonly<Record<string, CompiledMessage>>;
  const parts = (key: string, values?: FormatValues) =>
    format(messages[key] ?? key, LANGUAGE, values, OPTIONS);
  const translate = (key: string, values?: FormatValues) => String(parts(key, values));
  const rich = (key: string, values?: FormatValues) => [parts(key, values)].flat();
  return Object.assign(translate, { rich }) as Translate<Messages[Name]>;
}
