import type { Page } from 'puppeteer-core';

/** Runs before the page's own scripts: notes when the first element that matches has been painted. */
const watch = (selector: string): string => `
  (() => {
    const look = () => {
      if (!document.querySelector(${JSON.stringify(selector)})) return;
      observer.disconnect();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { globalThis.paintedAt = performance.now(); };
        port2.postMessage(null);
      });
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true });
  })();
`;

/** Milliseconds from the start of the navigation until something that matches is on the screen. */
export async function timeToPaint(opener: Page, url: string, selector: string): Promise<number> {
  const page = await opener.browser().newPage();
  try {
    await page.setViewport({ width: 440, height: 600 });
    await page.bringToFront();
    await page.evaluateOnNewDocument(watch(selector));
    await page.goto(url);
    const painted = await page.waitForFunction('globalThis.paintedAt', { timeout: 30_000, polling: 20 });
    return (await painted.jsonValue()) as number;
  } finally {
    await page.close();
  }
}
