import format, { type CompiledMessage, type FormatValues } from 'icu-minify/format';
import { formats } from './formats.ts';
import type { Messages, Tag } from './messages/types.ts';

type Intersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void
  ? I
  : never;
type Needs<M> = Intersection<Exclude<M, null>>;
type WithTags<V, T> = {
  [Name in keyof V]: V[Name] extends Tag ? (chunks: readonly (string | T)[]) => T : V[Name];
};
type Values<M, T> = [Exclude<M, null>] extends [never] ? [] : [values: WithTags<Needs<M>, T>];

/** The compiler checks keys and arguments. */
export interface Translate<C> {
  <K extends keyof C & string>(key: K, ...values: Values<C[K], string>): string;
  /** Replaces each tag of the message with the element its function returns. */
  rich<T, K extends keyof C & string = keyof C & string>(key: K, ...values: Values<C[K], T>): (string | T)[];
}

/** Words are English; amounts and dates follow the region (formats.ts). */
const LANGUAGE = 'en';

/** Plural rules are expensive, so they are cached. */
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

export function translator<Name extends keyof Messages>(english: object): Translate<Messages[Name]> {
  const messages = english as Readonly<Record<string, CompiledMessage>>;
  const parts = (key: string, values?: FormatValues) =>
    format(messages[key] ?? key, LANGUAGE, values, OPTIONS);
  const translate = (key: string, values?: FormatValues) => String(parts(key, values));
  const rich = (key: string, values?: FormatValues) => [parts(key, values)].flat();
  return Object.assign(translate, { rich }) as Translate<Messages[Name]>;
}
