/** Bytes and base64, strict in what is read. */

/** Standard base64 with padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/**
 * The bytes of canonical base64, else `null`. `atob` alone also takes blanks, missing padding and stray bits in the
 * last character: two texts for the same bytes, so that a flipped bit could go unseen (RFC 4648, section 3.5).
 */
export function fromBase64(text: string): Uint8Array | null {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return null;
  }
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}

/**
 * Overwrites key material after use. It shortens the time for which a copy lies in memory; JavaScript promises no
 * more than that, and strings cannot be overwritten at all.
 */
export function wipe(...secrets: (Uint8Array | null | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0);
}
