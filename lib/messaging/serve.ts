import * as v from 'valibot';
import type { Failure } from '../model/failure.ts';
import { type Answers, type RequestName, type RequestOf, requests } from './messages.ts';

export type Handlers = {
  [Name in RequestName]: (payload: RequestOf<Name>) => Promise<Answers[Name] | Failure>;
};

export interface Sender {
  id?: string | undefined;
  url?: string | undefined;
  frameId?: number | undefined;
}

export interface Self {
  id: string;
  origin: string;
}

const PAGES: ReadonlySet<string> = new Set(['/popup.html', '/options.html', '/dashboard.html']);

/** A page of ours, in a top frame. `sender.id` isn't enough: our content scripts would share it. */
export function isOwnPage(sender: Sender, self: Self): boolean {
  if (sender.id !== self.id || typeof sender.url !== 'string') return false;
  if (sender.frameId !== undefined && sender.frameId !== 0) return false;
  let url: URL;
  try {
    url = new URL(sender.url);
  } catch {
    return false;
  }
  // `origin` is "null" for extension schemes in some engines.
  return `${url.protocol}//${url.host}` === self.origin && PAGES.has(url.pathname);
}

const envelope = v.object({ name: v.picklist(Object.keys(requests) as RequestName[]), payload: v.unknown() });

/** Never throws, whatever arrives. */
export async function answer(
  message: unknown,
  sender: Sender,
  self: Self,
  handlers: Handlers,
): Promise<unknown> {
  if (!isOwnPage(sender, self)) return { ok: false, code: 'forbidden-sender' } satisfies Failure;
  const outer = v.safeParse(envelope, message);
  if (!outer.success) return { ok: false, code: 'bad-request' } satisfies Failure;
  return call(outer.output.name, outer.output.payload, handlers);
}

async function call<Name extends RequestName>(
  name: Name,
  raw: unknown,
  handlers: Handlers,
): Promise<unknown> {
  const payload = v.safeParse(requests[name], raw);
  if (!payload.success) return { ok: false, code: 'bad-request' } satisfies Failure;
  try {
    return await handlers[name](payload.output as RequestOf<Name>);
  } catch {
    // A bug. Exception text may hold anything, so it stays in the background.
    return { ok: false, code: 'unexpected' } satisfies Failure;
  }
}
