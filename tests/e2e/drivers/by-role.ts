import type { ElementHandle, KeyInput, Page } from 'puppeteer-core';
import type { NameQuery, Seen, Step } from './aria.ts';
import { aria } from './aria.ts';
import { elementInPage, inPage, selfContained } from './in-page.ts';

/** A name as tests write it: the very name, a pattern, or its beginning. */
export type Name = string | RegExp | { starts: string } | { contains: string };

export interface WaitOptions {
  /** Milliseconds; a refresh or an unlock may take longer than a click. */
  timeout?: number;
}

const PATIENCE = 10_000;
const LOOK_EVERY = 30;

function nameQuery(name: Name | undefined): NameQuery {
  if (name === undefined) return { any: true };
  if (typeof name === 'string') return { is: name };
  if (name instanceof RegExp) return { matches: name.source, flags: name.flags };
  return name;
}

function words(step: Step): string {
  const { name } = step;
  const said = 'any' in name ? '' : ` ${JSON.stringify(name)}`;
  return `${step.role}${said}${step.nth === undefined ? '' : ` #${step.nth}`}`;
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** A page that navigates or is being built has no context for a moment; that is "not there yet", no failure. */
function isBetweenDocuments(error: unknown): boolean {
  return /context was destroyed|Cannot find context|detached|DiscardedBrowsingContext|no such frame|Inspected target navigated|no such (node|window|realm)/i.test(
    String(error),
  );
}

/**
 * Brings an element where a person could click it: in sight, at rest, under nothing (a header that stays in place).
 * Answers with what is still in the way, or null. Runs in the page.
 */
async function uncover(element: Element): Promise<string | null> {
  if (!element.isConnected) return 'nothing, it is gone';
  const middle = (): [number, number] => {
    const box = element.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };
  const inTheWay = (): Element | null => {
    const hit = document.elementFromPoint(...middle());
    const label = element.closest('label');
    const reached = hit !== null && (element.contains(hit) || hit.contains(element) || label?.contains(hit));
    return reached ? null : (hit ?? document.documentElement);
  };
  if (inTheWay()) element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
  const before = middle().join();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  if (middle().join() !== before) return 'its own movement';
  const cover = inTheWay();
  return cover ? `${cover.localName} "${(cover.textContent ?? '').trim().slice(0, 60)}"` : null;
}

const UNCOVER = selfContained(uncover);

/**
 * Something on a page, found by role and accessible name each time it is used. Actions wait until there is exactly
 * one such thing; a wait that ends in vain says what was there instead.
 */
export class Locator {
  constructor(
    readonly page: Page,
    private readonly steps: Step[],
    private readonly focus: () => Promise<void>,
  ) {}

  by(role: string, name?: Name): Locator {
    return new Locator(this.page, [...this.steps, { role, name: nameQuery(name) }], this.focus);
  }

  /** The innermost elements with this text. */
  text(text: Name): Locator {
    return this.by('text', text);
  }

  nth(nth: number): Locator {
    const last = this.steps.at(-1);
    if (!last) return this;
    return new Locator(this.page, [...this.steps.slice(0, -1), { ...last, nth }], this.focus);
  }

  toString(): string {
    return this.steps.map(words).join(' › ');
  }

  /** All that match now, without waiting. */
  async all(): Promise<Seen[]> {
    try {
      return (await inPage(this.page, aria, { steps: this.steps, want: 'seen' as const })) as Seen[];
    } catch (error) {
      if (isBetweenDocuments(error)) return [];
      throw error;
    }
  }

  async names(): Promise<string[]> {
    return (await this.all()).map((seen) => seen.name);
  }

  /** Waits until the condition on all matches holds. `what` completes "waited until …". */
  async until(
    condition: (all: Seen[]) => boolean,
    what: string,
    { timeout = PATIENCE }: WaitOptions = {},
  ): Promise<Seen[]> {
    const end = Date.now() + timeout;
    for (;;) {
      const all = await this.all();
      if (condition(all)) return all;
      if (Date.now() > end) throw await this.inVain(what, timeout, all);
      await pause(LOOK_EVERY);
    }
  }

  /** Waits for exactly one, and describes it. */
  async one(options?: WaitOptions): Promise<Seen> {
    const [seen] = await this.until((all) => all.length === 1, 'there is exactly one', options);
    if (!seen) throw new Error(`${this} was there and went away.`);
    return seen;
  }

  async gone(options?: WaitOptions): Promise<void> {
    await this.until((all) => all.length === 0, 'it is gone', options);
  }

  /** Waits until one of the matches reads like this. */
  async says(text: string | RegExp, options?: WaitOptions): Promise<Seen> {
    const fits = (seen: Seen): boolean =>
      typeof text === 'string'
        ? seen.text.includes(text) || seen.value.includes(text)
        : text.test(seen.text) || text.test(seen.value);
    const all = await this.until((seen) => seen.some(fits), `it says ${text}`, options);
    const found = all.find(fits);
    if (!found) throw new Error(`${this} said ${text} and no longer does.`);
    return found;
  }

  async handle(options?: WaitOptions): Promise<ElementHandle<Element>> {
    const end = Date.now() + (options?.timeout ?? PATIENCE);
    for (;;) {
      await this.one(options);
      const handle = await elementInPage(
        this.page,
        aria as (query: { steps: Step[]; want: 'element' }) => Element | null,
        { steps: this.steps, want: 'element' },
      );
      if (handle) return handle;
      if (Date.now() > end) throw await this.inVain('it holds still', options?.timeout ?? PATIENCE, []);
    }
  }

  async click(options?: WaitOptions): Promise<void> {
    await this.until(
      (all) => all.length === 1 && all[0]?.disabled === false,
      'there is one that is enabled',
      options,
    );
    await this.focus();
    const end = Date.now() + (options?.timeout ?? PATIENCE);
    for (;;) {
      const handle = await this.handle(options);
      const cover = await handle.evaluate(UNCOVER).catch((error: unknown) => {
        if (isBetweenDocuments(error)) return 'a page that is going away';
        throw error;
      });
      if (cover === null) return handle.click();
      if (Date.now() > end)
        throw await this.inVain(`it can be clicked (in the way: ${cover})`, options?.timeout ?? PATIENCE, []);
      await pause(LOOK_EVERY);
    }
  }

  /** Replaces what a field holds, as a person would: select all, type over it. */
  async fill(text: string): Promise<void> {
    await this.focus();
    const handle = await this.handle();
    await handle.focus();
    await handle.evaluate((field) => (field as HTMLInputElement).select());
    if (text === '') await this.page.keyboard.press('Backspace');
    else await this.page.keyboard.type(text);
  }

  /** Pastes instead of typing: for long values, and because paste must be allowed. */
  async paste(text: string): Promise<void> {
    await this.focus();
    const handle = await this.handle();
    await handle.focus();
    await handle.evaluate((field, pasted) => {
      (field as HTMLInputElement).select();
      const data = new DataTransfer();
      data.setData('text/plain', pasted);
      const wanted = field.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
      // What the browser itself does after a paste event that nobody cancelled.
      if (wanted) document.execCommand('insertText', false, pasted);
    }, text);
  }

  async press(key: KeyInput): Promise<void> {
    await this.focus();
    const handle = await this.handle();
    await handle.focus();
    await this.page.keyboard.press(key);
  }

  async check(wanted = true): Promise<void> {
    if ((await this.one()).checked !== wanted) await this.click();
    await this.until((all) => all[0]?.checked === wanted, wanted ? 'it is checked' : 'it is not checked');
  }

  private async inVain(what: string, timeout: number, last: Seen[]): Promise<Error> {
    const outline = await inPage(this.page, aria, { steps: this.steps, want: 'outline' as const }).catch(
      (error: unknown) => [`the page could not be read: ${String(error)}`],
    );
    const seen =
      last.length === 0
        ? 'none'
        : last.map((one) => `${one.role} "${one.name}" (${one.text || one.value})`).join('; ');
    return new Error(
      `Waited ${timeout} ms until ${what}: ${this}\nlast seen: ${seen}\n${(outline as string[]).join('\n')}`,
    );
  }
}
