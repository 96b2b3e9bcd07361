/**
 * The derivation on a thread of its own, for Firefox: there the background is an event page, which shares its thread
 * with popup and options, and half a second of Argon2 freezes them. Chromium's service worker has no `Worker` and
 * needs none.
 *
 *     background:            const derive = typeof Worker === 'undefined' ? deriveHere : deriveInWorker(start);
 *     entry of the worker:   serveDerivation(self);
 */
import * as v from 'valibot';
import { type Derive, deriveHere, type KdfParameters, KEK_BYTES } from './derive.ts';

interface Question {
  passphrase: string;
  parameters: KdfParameters;
}

const answerSchema = v.object({
  key: v.pipe(
    v.instance(Uint8Array),
    v.check((key) => key.length === KEK_BYTES),
  ),
});

/** The part of `Worker` that is used. */
export interface DerivationWorker {
  onmessage: ((event: MessageEvent) => unknown) | null;
  onmessageerror: ((event: MessageEvent) => unknown) | null;
  onerror: ((event: ErrorEvent) => unknown) | null;
  postMessage(question: Question): void;
  terminate(): void;
}

/** The part of a worker's global scope that is used. */
export interface DerivationScope {
  onmessage: ((event: MessageEvent) => unknown) | null;
  postMessage(answer: unknown): void;
}

/**
 * One worker per derivation, ended afterwards: that frees its 64 MiB and what it knew of the passphrase.
 * Rejects when the worker cannot start or fails; the error says nothing of what was derived from.
 */
export function deriveInWorker(start: () => DerivationWorker): Derive {
  return async (passphrase, parameters) => {
    const worker = start();
    try {
      return await new Promise<Uint8Array>((resolve, reject) => {
        const fail = (): void => reject(new Error('The derivation worker failed.'));
        worker.onmessage = ({ data }) => {
          const answer = v.safeParse(answerSchema, data);
          if (answer.success) resolve(answer.output.key);
          else fail();
        };
        worker.onmessageerror = fail;
        worker.onerror = fail;
        worker.postMessage({ passphrase, parameters });
      });
    } finally {
      worker.terminate();
    }
  };
}

/** The other half: answers `{ key }`, or `{ failed: true }`. Only the page that started the worker can ask. */
export function serveDerivation(scope: DerivationScope, derive: Derive = deriveHere): void {
  scope.onmessage = async ({ data }: MessageEvent<Question>) => {
    try {
      scope.postMessage({ key: await derive(data.passphrase, data.parameters) });
    } catch {
      scope.postMessage({ failed: true });
    }
  };
}
