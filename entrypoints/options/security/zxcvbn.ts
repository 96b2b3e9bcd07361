/**
 * The library behind the score of a short passphrase. Half a megabyte of words and keyboards: only
 * `passphrase-strength.ts` loads this file, and only when it is needed.
 */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

let zxcvbn: ZxcvbnFactory | undefined;

/** What a guesser who knows where the passphrase is used would try too. */
const NEAR_AT_HAND = ['clientplug', 'stripe'];

/** 0 (guessed at once) to 4. */
export function scoreOf(passphrase: string): number {
  zxcvbn ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  return zxcvbn.check(passphrase, NEAR_AT_HAND).score;
}
