import type { Page } from 'puppeteer-core';
import { PopupPage } from '../e2e/drivers/popup.ts';
import { type Figure, median } from './figures.ts';
import type { Session } from './session.ts';

const TYPED = 'anna hosting 12';
const ONE_FRAME_MS = 16;

/** Script of each key in the dropdown, from the press until its options are painted. */
export async function measureKeys({ browser }: Session, subscriptions: number): Promise<Figure> {
  const popup = new PopupPage(await browser.openPage('popup'));
  const combobox = popup.page.by('combobox', /^Stripe Subscription for /).nth(0);
  await combobox.click();
  await popup.page.by('option').until((all) => all.length > 0, 'the dropdown lists subscriptions');
  const { page } = popup.page;
  const samples: number[] = [];
  for (const letter of TYPED) samples.push(await scriptOf(page, () => page.keyboard.type(letter)));
  for (let at = 0; at < 5; at += 1)
    samples.push(await scriptOf(page, () => page.keyboard.press('ArrowDown')));
  for (const _ of TYPED) samples.push(await scriptOf(page, () => page.keyboard.press('Backspace')));
  await popup.page.close();
  const sorted = samples.toSorted((a, b) => a - b);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
  return {
    figure: `dropdown over ${subscriptions.toLocaleString('en')} subscriptions: script per key press, p95`,
    value: `${p95.toFixed(1)} ms (median ${median(samples).toFixed(1)} ms)`,
    against: 'one frame: 16 ms',
    ratio: p95 / ONE_FRAME_MS,
    goal: '≤ 1 ×',
    samples,
  };
}

/** Milliseconds of script until two frames after the key: the one that it changes, and the one that shows it. */
async function scriptOf(page: Page, press: () => Promise<void>): Promise<number> {
  const before = (await page.metrics()).ScriptDuration ?? 0;
  await press();
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))',
  );
  return ((await page.metrics()).ScriptDuration ?? 0) * 1000 - before * 1000;
}
