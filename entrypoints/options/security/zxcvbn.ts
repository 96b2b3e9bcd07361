/** Half a megabyte: only `passphrase-strength.ts` loads this file, and only on demand. */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

let zxcvbn: ZxcvbnFactory | undefined;

/** Guesses from context. */
const NEAR_AT_HAND = ['clientplug', 'stripe'];

/** 0 (guessed immediately) to 4. */
export function scoreOf(passphrase: string): number {
  zxcvbn ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  return zxcvbn.check(passphrase, NEAR_AT_HAND).score;
}
