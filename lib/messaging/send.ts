import { browser } from 'wxt/browser';
import type { Failure } from '../model/failure.ts';
import type { AnswerOf, RequestName, RequestOf } from './messages.ts';

/**
 * Messages that may be sent twice without harm. A worker that is killed while it answers makes `sendMessage`
 * reject at once; these are asked again, the others report 'unexpected' and the page reads the state anew.
 */
const REPEATABLE: ReadonlySet<RequestName> = new Set<RequestName>([
  'vault.state',
  'vault.lock',
  'vault.touch',
  'connection.guards',
  'refresh.cancel',
]);

/** Asks the background; an expected failure is a value, and so is a background that could not be reached. */
export async function send<Name extends RequestName>(
  name: Name,
  payload: RequestOf<Name>,
): Promise<AnswerOf<Name> | Failure> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer: unknown = await browser.runtime.sendMessage({ name, payload });
      if (typeof answer === 'object' && answer !== null && 'ok' in answer) return answer as AnswerOf<Name>;
    } catch {
      // The reason is the browser's own text about ports; the page can do nothing with it.
    }
    if (attempt > 0 || !REPEATABLE.has(name)) return { ok: false, code: 'unexpected' };
  }
}
