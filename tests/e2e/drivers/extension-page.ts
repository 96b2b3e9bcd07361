import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Page } from 'puppeteer-core';
import { Locator } from './by-role.ts';
import type { ExtensionPage, PageName } from './driver.ts';
import { PAGE_SIZES } from './driver.ts';

/** Milliseconds in which a page must paint: longer, and the error says what never came. */
const FRAME_PATIENCE = 20_000;

/** Wraps a tab that shows a page of the extension. `takeFront` brings it to the front unless it is there. */
export function extensionPage(name: PageName, page: Page, takeFront: () => Promise<void>): ExtensionPage {
  const root = new Locator(page, [], takeFront);
  return {
    name,
    page,
    by: (role, wanted) => root.by(role, wanted),
    text: (text) => root.text(text),
    async setSize(width, height) {
      await page.setViewport({ width, height });
    },
    async screenshot(path) {
      // A tab behind another one paints no frame.
      await page.bringToFront();
      await takeFront();
      // At rest: a change of theme begins to fade with the next frame. What turns for ever has no end to wait for.
      await page.evaluate(async (patience: number) => {
        const inTime = <T>(what: string, work: Promise<T>): Promise<T> =>
          Promise.race([
            work,
            new Promise<never>((_, fail) =>
              setTimeout(() => fail(new Error(`No screenshot: ${what} took ${patience} ms`)), patience),
            ),
          ]);
        for (let frames = 0; frames < 2; frames += 1)
          await inTime('a frame', new Promise((done) => requestAnimationFrame(done)));
        await inTime(
          'an animation',
          Promise.allSettled(
            document
              .getAnimations()
              .filter(
                (animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY,
              )
              .map((animation) => animation.finished),
          ),
        );
      }, FRAME_PATIENCE);
      await mkdir(dirname(path), { recursive: true });
      await page.screenshot({ path: path as `${string}.png` });
    },
    async close() {
      await page.close();
    },
  };
}

export async function fitTo(name: PageName, page: Page): Promise<void> {
  await page.setViewport(PAGE_SIZES[name]);
}
