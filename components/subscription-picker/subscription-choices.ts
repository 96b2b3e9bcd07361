import type { Ranked } from '../../lib/clients/subscription-search.ts';
import { type Link, linkKey } from '../../lib/model/ids.ts';
import { linkOf } from './subscription-options.ts';

export type Choice = { none: true } | ({ none: false } & Ranked);

export function isChosen(choice: Choice, value: Link | null): boolean {
  if (choice.none) return value === null;
  return value !== null && linkKey(linkOf(choice.entry)) === linkKey(value);
}
