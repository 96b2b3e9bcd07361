/**
 * Text that somebody else wrote, for a place in a sentence of ours. Markup needs no care (it is only ever shown as
 * text); what needs it are characters that change how the text around them looks.
 */

/**
 * Explicit directional embeddings, overrides and isolates (UAX #9, 2.1–2.5): an override in a name would show the amount
 * behind it backwards. Letters that run from right to left and the marks U+200E, U+200F, U+061C stay; they do no such thing.
 */
const DIRECTIONAL = /[\u202a-\u202e\u2066-\u2069]/g;
/** A name is one line. */
const LINE_END = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is for
const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;

/** More accents on one letter than any script has; piled higher, they cover the lines around. */
const PILED_UP = /(\p{M}{6})\p{M}+/gu;

/** Letters by their category that show nothing (Unicode: Default_Ignorable), and the blank Braille pattern. */
const FILLERS = '\u034f\u115f\u1160\u2800\u3164\uffa0';
const NOTHING_TO_SEE = new RegExp(`^[\\s\\p{Cf}\\p{Cc}\\p{Z}\\p{Variation_Selector}${FILLERS}]*$`, 'u');

/** The text without what would bend its surroundings. */
export function readable(text: string): string {
  return text.replace(LINE_END, ' ').replace(CONTROL, '').replace(DIRECTIONAL, '').replace(PILED_UP, '$1');
}

/** true: not one character of it can be seen. */
export const isInvisible = (text: string): boolean => NOTHING_TO_SEE.test(text);
