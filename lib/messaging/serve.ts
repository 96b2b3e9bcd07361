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

/** Who the extension is: its id, and the origin of its pages. */
export interface Self {
  id: string;
  origin: string;
}

const PAGES: ReadonlySet<string> = new Set(['/popup.html', '/options.html', '/dashboard.html']);

/**
 * True for one of our own pages in a top frame (or the popup, which has no frame id in some browsers).
 * `sender.id` alone is not enough: a content script of ours would carry it too.
 */
export function isOwnPage(sender: Sender, self: Self): boolean {
  if (sender.id !== self.id || typeof sender.url !== 'string') return false;
  if (sender.frameId !== undefined && sender.frameId !== 0) return false;
  let url: URL;
  try {
    url = new URL(sender.url);
  } catch {
    return false;
  }
  // `origin` is "null" for extension schemes in some engines, so scheme and host are compared.
  return `${url.protocol}//${url.host}` === self.origin && PAGES.has(url.pathname);
}

const envelope = v.object({ name: v.picklist(Object.keys(requests) as RequestName[]), payload: v.unknown() });

/** Answers one message: guard, schema, handler. Nothing that arrives can make it throw. */
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
    // A bug. The text of an exception may hold anything, so it does not leave the background.
    return { ok: false, code: 'unexpected' } satisfies Failure;
  }
}
