import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetSecrets, HIDDEN_FOR, onForgetSecrets } from './secrets.ts';

class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
  turn(state: DocumentVisibilityState) {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

let page: Page;
const forget = vi.fn();
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  page = new Page();
  forget.mockClear();
  stop = onForgetSecrets(forget, page as unknown as Document);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

test('a lock reaches every field that is on the page, and none that is gone', () => {
  forgetSecrets();
  expect(forget).toHaveBeenCalledTimes(1);
  stop();
  forgetSecrets();
  expect(forget).toHaveBeenCalledTimes(1);
});

test('a page that is hidden for long forgets what was typed', () => {
  page.turn('hidden');
  vi.advanceTimersByTime(HIDDEN_FOR - 1);
  expect(forget).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(forget).toHaveBeenCalledTimes(1);
});

test('a look at another tab forgets nothing', () => {
  page.turn('hidden');
  vi.advanceTimersByTime(HIDDEN_FOR - 1);
  page.turn('visible');
  vi.advanceTimersByTime(HIDDEN_FOR);
  expect(forget).not.toHaveBeenCalled();
});

test('a computer that slept counts as hidden for long, though its timers stood still', () => {
  page.turn('hidden');
  vi.setSystemTime(Date.now() + HIDDEN_FOR);
  page.turn('visible');
  expect(forget).toHaveBeenCalledTimes(1);
});
