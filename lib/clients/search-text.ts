/** Lower case without accents, so that "muller" finds "Müller". */
export function searchText(...parts: (string | null)[]): string {
  const text = parts.filter(Boolean).join('\n').toLowerCase();
  // Most names are plain; normalizing ten thousand would be slow.
  return isPlain(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '');
}

function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) return false;
  return true;
}

/** Hyphens between letters part words: "anna-lena" finds "Anna Lena" and "Annalena". */
export function searchWords(query: string): string[] {
  return searchText(query)
    .replace(/(?<!\d)[-‐‑–](?!\d)/g, ' ')
    .split(/\s+/)
    .filter(Boolean);
}

export function matches(text: string, words: readonly string[]): boolean {
  for (const word of words) if (!text.includes(word)) return false;
  return true;
}
