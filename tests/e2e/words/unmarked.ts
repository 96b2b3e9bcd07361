/**
 * Runs in a page built in the pseudo-locale, where each message stands between ⟦ and ⟧: answers with every text and
 * accessible name outside them. Self-contained: it is sent to the page as source.
 */
export function unmarkedTexts(allowed: readonly string[]): string[] {
  const data = allowed.map((pattern) => new RegExp(pattern, 'u'));
  const found: string[] = [];
  const judge = (where: string, text: string) => {
    const plain = text.replace(/⟦.*?⟧/gsu, '').trim();
    if (/\p{L}/u.test(plain) && !data.some((pattern) => pattern.test(plain)))
      found.push(`${where}: ${plain}`);
  };
  judge('title of the page', document.title);
  // An element inside a message divides its text: so the marks are followed through the whole page.
  let depth = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element || element.closest('script, style')) continue;
    let outside = '';
    for (const letter of node.textContent ?? '') {
      if (letter === '⟦') depth += 1;
      else if (letter === '⟧') depth -= 1;
      else if (depth === 0) outside += letter;
    }
    if (element.checkVisibility()) judge(`<${element.localName}>`, outside);
  }
  for (const element of document.body.querySelectorAll('*')) {
    for (const name of ['aria-label', 'aria-description', 'title', 'placeholder', 'alt']) {
      const text = element.getAttribute(name);
      if (text !== null) judge(`<${element.localName} ${name}>`, text);
    }
  }
  if (depth !== 0) found.push(`marks that do not match: ${depth}`);
  return found;
}
