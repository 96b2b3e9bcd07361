import type { ElementHandle, Page } from 'puppeteer-core';

/** What survives the way into a page and back. */
export type Json = string | number | boolean | null | undefined | Json[] | { [key: string]: Json };

/**
 * A function as the text of an expression that runs in a page. The function may use nothing from outside but its
 * arguments. (`__name` is what some TypeScript runners wrap around functions; a page does not know it.)
 */
function expression<Args extends unknown[]>(fn: (...args: Args) => unknown, args: Args): string {
  return `(() => { const __name = (f) => f; return (${fn.toString()})(...${JSON.stringify(args)}); })()`;
}

/** Runs a self-contained function in the page; its answer must be JSON. */
export async function inPage<Args extends unknown[], Result>(
  page: Page,
  fn: (...args: Args) => Result,
  ...args: Args
): Promise<Awaited<Result>> {
  return (await page.evaluate(expression(fn, args))) as Awaited<Result>;
}

/** The same, for a function that answers with an element. */
export async function elementInPage<Args extends unknown[]>(
  page: Page,
  fn: (...args: Args) => Element | null,
  ...args: Args
): Promise<ElementHandle<Element> | null> {
  const handle = await page.evaluateHandle(expression(fn, args));
  return handle.asElement() as ElementHandle<Element> | null;
}

/**
 * A function that is sent into a page as it stands, made independent of what a TypeScript runner puts around inner
 * functions.
 */
export function selfContained<Args extends unknown[], Result>(
  fn: (...args: Args) => Result,
): (...args: Args) => Result {
  const body = `const __name = (f) => f; return (${fn.toString()})(...args);`;
  return new Function('...args', body) as (...args: Args) => Result;
}

export { expression };
