import { ACCOUNT_COLOURS } from '../../../lib/model/connection.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';

/** Characters. */
export const ACCOUNT_NAME_MOST = 60;

/** Empty, or Stripe's own name: shows what Stripe says, also when that changes. */
export function withOwnName(connection: ConnectionRecord, typed: string): ConnectionRecord {
  const { ownName: _, ...rest } = connection;
  const name = typed.trim().replace(/\s+/g, ' ').slice(0, ACCOUNT_NAME_MOST);
  return name === '' || name === connection.accountName ? rest : { ...rest, ownName: name };
}

/** @param colour anything that is none of the palette takes it away */
export function withColour(connection: ConnectionRecord, colour: string): ConnectionRecord {
  const { colour: _, ...rest } = connection;
  const known = ACCOUNT_COLOURS.find((one) => one === colour);
  return known ? { ...rest, colour: known } : rest;
}
