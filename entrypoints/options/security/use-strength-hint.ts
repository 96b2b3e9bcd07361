import { useEffect, useRef, useState } from 'react';
import { hintWords, type StrengthHint, strengthHint } from './passphrase-strength.ts';

/** Milliseconds after the last key press. */
const MEASURE_AFTER = 150;

/** Pass `onInput` to the field. */
export function useStrengthHint(): { hint: string; onInput: (input: HTMLInputElement) => void } {
  const [hint, setHint] = useState<StrengthHint>('nothing');
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const newest = useRef(0);
  useEffect(
    () => () => {
      newest.current += 1;
      clearTimeout(waiting.current);
    },
    [],
  );
  const onInput = (input: HTMLInputElement) => {
    newest.current += 1;
    const turn = newest.current;
    clearTimeout(waiting.current);
    // Read the value only now, so no copy waits in a timer.
    waiting.current = setTimeout(async () => {
      const measured = await strengthHint(input.value);
      if (turn === newest.current) setHint(measured);
    }, MEASURE_AFTER);
  };
  return { hint: hintWords(hint), onInput };
}
