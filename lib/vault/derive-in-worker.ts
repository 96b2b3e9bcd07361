/** For Firefox: its event page shares a thread with popup and options, and Argon2 would freeze them. */
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

export interface DerivationWorker {
  onmessage: ((event: MessageEvent) => unknown) | null;
  onmessageerror: ((event: MessageEvent) => unknown) | null;
  onerror: ((event: ErrorEvent) => unknown) | null;
  postMessage(question: Question): void;
  terminate(): void;
}

export interface DerivationScope {
  onmessage: ((event: MessageEvent) => unknown) | null;
  postMessage(answer: unknown): void;
}

/** One worker per derivation: ending it frees 64 MiB and traces of the passphrase. */
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

/** Runs in the worker. Answers `{ key }` or `{ failed: true }`; only the page that started it can ask. */
export function serveDerivation(scope: DerivationScope, derive: Derive = deriveHere): void {
  scope.onmessage = async ({ data }: MessageEvent<Question>) => {
    try {
      scope.postMessage({ key: await derive(data.passphrase, data.parameters) });
    } catch {
      scope.postMessage({ failed: true });
    }
  };
}
