/** UAX #9, 2.1–2.5: an override in a name would reverse the amount after it. Marks and letters stay. */
const DIRECTIONAL = /[\u202a-\u202e\u2066-\u2069]/g;
const LINE_END = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is for
const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;

/** More accents than any script uses would cover the lines around. */
const PILED_UP = /(\p{M}{6})\p{M}+/gu;

/** Invisible letters (Unicode: Default_Ignorable), and the blank Braille pattern. */
const FILLERS = '\u034f\u115f\u1160\u2800\u3164\uffa0';
const NOTHING_TO_SEE = new RegExp(`^[\\s\\p{Cf}\\p{Cc}\\p{Z}\\p{Variation_Selector}${FILLERS}]*$`, 'u');

/** Removes what would affect the text around it. */
export function readable(text: string): string {
  return text.replace(LINE_END, ' ').replace(CONTROL, '').replace(DIRECTIONAL, '').replace(PILED_UP, '$1');
}

export const isInvisible = (text: string): boolean => NOTHING_TO_SEE.test(text);
