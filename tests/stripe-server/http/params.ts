import { invalidRequest, unknownParameter } from './errors.ts';

/** What a query parameter may hold. */
export type Rule =
  | 'text'
  | 'flag'
  | 'limit'
  | 'range'
  | { list: number }
  | { oneOf: readonly string[] }
  | 'required';

export interface Range {
  gt?: number;
  gte?: number;
  lt?: number;
  lte?: number;
}

/** A checked query, read by name and kind. */
export interface Query {
  text(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  list(name: string): readonly string[];
  range(name: string): Range | undefined;
  limit: number;
}

const KEY = /^([a-z_]+)(?:\[([a-z0-9]*)\])?$/;
const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

function wholeNumber(value: string, param: string): number {
  if (!/^-?\d+$/.test(value)) {
    throw invalidRequest(`Invalid integer: ${value}`, param, 'parameter_invalid_integer');
  }
  return Number(value);
}

function checkLimit(value: string): number {
  const limit = wholeNumber(value, 'limit');
  if (limit < 1) {
    throw invalidRequest(
      'This value must be greater than or equal to 1.',
      'limit',
      'parameter_invalid_integer',
    );
  }
  if (limit > MAX_LIMIT) {
    throw invalidRequest(
      `This value must be less than or equal to ${MAX_LIMIT} (currently ${limit}).`,
      'limit',
      'parameter_invalid_integer',
    );
  }
  return limit;
}

/**
 * Reads a query string by a table of rules. Everything that is not in the table, has the wrong form or comes
 * twice is refused: a typing error that Stripe would answer with an error must not pass here.
 */
export function parseQuery(search: string, rules: Readonly<Record<string, Rule>>): Query {
  const single = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const ranges = new Map<string, Range>();
  let limit = DEFAULT_LIMIT;

  for (const [rawName, value] of new URLSearchParams(search)) {
    const [, name = '', index] = KEY.exec(rawName) ?? [];
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) throw unknownParameter(name || rawName);

    if (rule === 'range' && index !== undefined) {
      if (index !== 'gt' && index !== 'gte' && index !== 'lt' && index !== 'lte') {
        throw unknownParameter(rawName);
      }
      const range = ranges.get(name) ?? {};
      range[index] = wholeNumber(value, rawName);
      ranges.set(name, range);
    } else if (typeof rule === 'object' && 'list' in rule) {
      if (index === undefined || !/^\d*$/.test(index)) throw invalidRequest(`Invalid array`, name);
      lists.set(name, [...(lists.get(name) ?? []), value]);
    } else if (index !== undefined) {
      throw invalidRequest('Invalid string: a hash or an array was given', name);
    } else if (single.has(name)) {
      throw invalidRequest(`The parameter was given twice: ${name}`, name);
    } else {
      single.set(name, value);
      if (value === '') {
        throw invalidRequest(
          `You passed an empty string for '${name}'. We assume empty values are an attempt to unset a parameter; however '${name}' cannot be unset.`,
          name,
          'parameter_invalid_empty',
        );
      }
      if (rule === 'range') {
        const at = wholeNumber(value, name);
        ranges.set(name, { gte: at, lte: at });
      }
      if (rule === 'flag' && value !== 'true' && value !== 'false') {
        throw invalidRequest(`Invalid boolean: ${value}`, name);
      }
      if (rule === 'limit') limit = checkLimit(value);
      if (typeof rule === 'object' && 'oneOf' in rule && !rule.oneOf.includes(value)) {
        throw invalidRequest(`Invalid ${name}: must be one of ${rule.oneOf.join(', ')}`, name);
      }
    }
  }

  for (const [name, rule] of Object.entries(rules)) {
    if (rule === 'required' && !single.has(name)) {
      throw invalidRequest(`Missing required param: ${name}.`, name, 'parameter_missing');
    }
    if (typeof rule === 'object' && 'list' in rule && (lists.get(name)?.length ?? 0) > rule.list) {
      throw invalidRequest(`Array ${name} exceeded maximum ${rule.list} allowed elements.`, name);
    }
  }

  return {
    text: (name) => single.get(name),
    flag: (name) => (single.has(name) ? single.get(name) === 'true' : undefined),
    list: (name) => lists.get(name) ?? [],
    range: (name) => ranges.get(name),
    limit,
  };
}

/** True where the value lies in the range; without a range always. Null lies in no range. */
export function inRange(value: number | null, range: Range | undefined): boolean {
  if (!range) return true;
  if (value === null) return false;
  return (
    (range.gt === undefined || value > range.gt) &&
    (range.gte === undefined || value >= range.gte) &&
    (range.lt === undefined || value < range.lt) &&
    (range.lte === undefined || value <= range.lte)
  );
}
