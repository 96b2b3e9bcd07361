import { browser } from 'wxt/browser';
import type { Failure } from '../model/failure.ts';
import type { AnswerOf, RequestName, RequestOf } from './messages.ts';

/** Safe to repeat if `sendMessage` rejects because the worker was killed. Others fail as 'unexpected'. */
const REPEATABLE: ReadonlySet<RequestName> = new Set<RequestName>([
  'vault.state',
  'vault.lock',
  'vault.touch',
  'connection.guards',
  'refresh.cancel',
]);

/** Failures are values, even if the background can't be reached. */
export async function send<Name extends RequestName>(
  name: Name,
  payload: RequestOf<Name>,
): Promise<AnswerOf<Name> | Failure> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer: unknown = await browser.runtime.sendMessage({ name, payload });
      if (typeof answer === 'object' && answer !== null && 'ok' in answer) return answer as AnswerOf<Name>;
    } catch {
      // The browser's text about ports is of no use to a page.
    }
    if (attempt > 0 || !REPEATABLE.has(name)) return { ok: false, code: 'unexpected' };
  }
}
