import { describe, expect, test } from 'vitest';
import { CURRENT_PARAMETERS, type Derive, deriveHere, passphraseBytes } from './derive.ts';
import {
  type DerivationScope,
  type DerivationWorker,
  deriveInWorker,
  serveDerivation,
} from './derive-in-worker.ts';
import { BOUNDS, withinBounds } from './envelope.ts';

const FLOOR = { memoryKiB: BOUNDS.memoryKiB.least, passes: BOUNDS.passes.least, lanes: 1 };
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('the derivation', () => {
  test('is Argon2id version 1.3: a vector of the reference implementation (phc-winner-argon2, src/test.c)', async () => {
    const parameters = { memoryKiB: 65_536, passes: 2, lanes: 1, salt: new TextEncoder().encode('somesalt') };
    expect(hex(await deriveHere('password', parameters))).toBe(
      '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7',
    );
  });

  test('takes é typed as one or as two code points for the same', async () => {
    const salt = new Uint8Array(32);
    const [one, two, other] = await Promise.all(
      ['caf\u00e9', 'cafe\u0301', 'cafe'].map((text) => deriveHere(text, { ...FLOOR, salt })),
    );
    expect(one).toEqual(two);
    expect(one).not.toEqual(other);
  });

  test('uses parameters that the reader accepts', () => {
    expect(withinBounds(CURRENT_PARAMETERS)).toBe(true);
  });

  test('reads a passphrase as NFKC in UTF-8', () => {
    expect(hex(passphraseBytes('ﬁ é'))).toBe(Buffer.from('fi é').toString('hex'));
  });
});

/** Both halves joined as the browser joins them: by structured clones, later. */
function workerAround(derive: Derive): { start: () => DerivationWorker; ended: () => number } {
  let ended = 0;
  const start = (): DerivationWorker => {
    const scope: DerivationScope = {
      onmessage: null,
      postMessage: (answer) =>
        setTimeout(() => worker.onmessage?.(new MessageEvent('message', { data: structuredClone(answer) }))),
    };
    const worker: DerivationWorker = {
      onmessage: null,
      onmessageerror: null,
      onerror: null,
      postMessage: (question) =>
        setTimeout(() => scope.onmessage?.(new MessageEvent('message', { data: structuredClone(question) }))),
      terminate: () => {
        ended += 1;
      },
    };
    serveDerivation(scope, derive);
    return worker;
  };
  return { start, ended: () => ended };
}

describe('the derivation in a worker', () => {
  const parameters = { ...FLOOR, salt: new Uint8Array(32).fill(7) };

  test('gives what the derivation gives, and ends the worker', async () => {
    const { start, ended } = workerAround(deriveHere);
    const key = await deriveInWorker(start)('a passphrase', parameters);
    expect(key).toEqual(await deriveHere('a passphrase', parameters));
    expect(ended()).toBe(1);
  });

  test.each<[string, Derive]>([
    ['a failure', async () => Promise.reject(new Error('out of memory: a passphrase'))],
    ['a key of another length', async () => new Uint8Array(16)],
    ['no key', async () => 'key' as unknown as Uint8Array],
  ])('%s rejects, without a word of the passphrase, and ends the worker', async (_what, derive) => {
    const { start, ended } = workerAround(derive);
    await expect(deriveInWorker(start)('a passphrase', parameters)).rejects.toThrow(
      /^The derivation worker failed\.$/,
    );
    expect(ended()).toBe(1);
  });

  test('a script that does not load rejects', async () => {
    const start = (): DerivationWorker => {
      const worker: DerivationWorker = {
        onmessage: null,
        onmessageerror: null,
        onerror: null,
        postMessage: () => setTimeout(() => worker.onerror?.({} as ErrorEvent)),
        terminate: () => undefined,
      };
      return worker;
    };
    await expect(deriveInWorker(start)('a passphrase', parameters)).rejects.toThrow();
  });

  test('a Worker that cannot be constructed rejects', async () => {
    const derive = deriveInWorker(() => {
      throw new Error('no workers here');
    });
    await expect(derive('a passphrase', parameters)).rejects.toThrow();
  });
});
