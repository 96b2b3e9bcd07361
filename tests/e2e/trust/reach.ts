import type { Page, Browser as PuppeteerBrowser } from 'puppeteer-core';
import { inPage } from '../drivers/in-page.ts';
import type { World } from '../drivers/world.ts';

/**
 * Ways around the product, for tests that take one of its layers away: straight into the background, past the code
 * that reads only, and to the switches that the browser shows its user.
 */

export const STRIPE_ACCESS = 'https://api.stripe.com/*';
const ADDON = 'clientplug@clientplug.app';

interface Bidi {
  send(method: string, params: object): Promise<{ result: unknown }>;
}

/** Statements in Firefox's own window; `return` gives JSON back. */
async function inFirefox<T>(browser: PuppeteerBrowser, body: string): Promise<T> {
  const { connection } = browser as unknown as { connection: Bidi };
  const tree = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  const { contexts } = tree.result as { contexts: { context: string }[] };
  const { result } = await connection.send('script.evaluate', {
    expression: `(async () => { const { extension } = WebExtensionPolicy.getByID('${ADDON}'); ${body} })().then((value) => JSON.stringify(value ?? null))`,
    target: { context: contexts[0]?.context },
    awaitPromise: true,
  });
  const { type, exceptionDetails, ...rest } = result as {
    type: string;
    exceptionDetails?: { text: string };
    result?: { value?: string };
  };
  if (type === 'exception') throw new Error(`In Firefox: ${exceptionDetails?.text}`);
  return JSON.parse(rest.result?.value ?? 'null') as T;
}

/**
 * Runs a self-contained function in the background itself: Chromium's service worker, Firefox's event page. Its only
 * argument from there is the global scope; its answer must be JSON.
 */
export async function inBackground<Args extends unknown[], Result>(
  world: World,
  page: Page,
  run: (scope: Scope, ...args: Args) => Result,
  ...args: Args
): Promise<Awaited<Result>> {
  const call = (scope: string) =>
    `(() => { const __name = (f) => f; return (${run.toString()})(${[scope, ...args.map((arg) => JSON.stringify(arg))].join(', ')}); })()`;
  const browser = page.browser();
  if (world.browser.kind === 'chromium') {
    const target = browser
      .targets()
      .find((one) => one.type() === 'service_worker' && isOurs(world, one.url()));
    const worker = await target?.worker();
    if (!worker) throw new Error('The background sleeps.');
    return (await worker.evaluate(call('globalThis'))) as Awaited<Result>;
  }
  const script = `Promise.resolve(${call('content')}).then((value) => sendAsyncMessage('probe', { value }), (error) => sendAsyncMessage('probe', { error: String(error) }))`;
  const answer = await inFirefox<{ value?: unknown; error?: string }>(
    browser,
    `const view = [...extension.views].find((one) => one.viewType === 'background');
     if (!view) return { error: 'The background sleeps.' };
     const { messageManager } = view.xulBrowser;
     const answered = new Promise((done) => {
       messageManager.addMessageListener('probe', function listener({ data }) {
         messageManager.removeMessageListener('probe', listener);
         done(data);
       });
     });
     messageManager.loadFrameScript('data:,' + encodeURIComponent(${JSON.stringify(script)}), false);
     return answered;`,
  );
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value as Awaited<Result>;
}

/** What background and pages have in common. */
export type Scope = Pick<Window, 'fetch'>;

const isOurs = (world: World, url: string): boolean => url.startsWith(`${world.browser.origin}/`);

interface DeveloperPrivate {
  updateExtensionConfiguration(update: object): Promise<void>;
}

/** What a user does in the browser's own settings: takes the access to Stripe away, or gives it back. */
export async function setHostAccess(world: World, page: Page, allowed: boolean): Promise<void> {
  const browser = page.browser();
  if (world.browser.kind === 'firefox') {
    await inFirefox(
      browser,
      `const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
       const access = { permissions: [], origins: ['${STRIPE_ACCESS}'] };
       await ExtensionPermissions.${allowed ? 'add' : 'remove'}('${ADDON}', access, extension);`,
    );
    return;
  }
  const settings = await browser.newPage();
  try {
    // Its pictures may take for ever.
    await settings.goto('chrome://extensions', { waitUntil: 'domcontentloaded' });
    await inPage(
      settings,
      (extensionId: string, hostAccess: string) =>
        (
          globalThis as unknown as { chrome: { developerPrivate: DeveloperPrivate } }
        ).chrome.developerPrivate.updateExtensionConfiguration({ extensionId, hostAccess }),
      new URL(world.browser.origin).host,
      allowed ? 'ON_ALL_SITES' : 'ON_CLICK',
    );
  } finally {
    await settings.close();
  }
}

interface IdleApi {
  onStateChanged: {
    dispatch(state: string): void;
    addListener(listener: (state: string) => void): void;
  };
  setDetectionInterval(seconds: number): void;
}

/**
 * Nobody is at the machine any more; resolves when the background was told so. In Firefox by its own clock: `seconds`
 * without a touch (15 at least, another number each time), and the clicks of a test are none.
 */
export async function leaveTheMachine(world: World, page: Page, seconds: number): Promise<void> {
  await inBackground(
    world,
    page,
    (global, interval: number) => {
      const { chrome, wrappedJSObject } = global as unknown as {
        chrome?: { idle: IdleApi };
        /** Firefox: the page itself, seen from the browser's side. */
        wrappedJSObject?: { browser: { idle: IdleApi } };
      };
      if (!wrappedJSObject) {
        chrome?.idle.onStateChanged.dispatch('locked');
        return null;
      }
      const { idle } = wrappedJSObject.browser;
      const { Cu } = globalThis as unknown as {
        Cu: { exportFunction<F>(fn: F, scope: unknown): F };
      };
      return new Promise<null>((told) => {
        const heard = (state: string): void => {
          if (state === 'idle') told(null);
        };
        idle.onStateChanged.addListener(Cu.exportFunction(heard, global));
        idle.setDetectionInterval(interval);
      });
    },
    seconds,
  );
}

/** What the page asked the browser for, and whether a click had led to it. */
export interface AskedFor {
  origins: string[];
  byClick: boolean;
}

/**
 * Chromium's own question "Allow …?" is no page and cannot be answered from a test. In its place the page gets the
 * answer that the test gives, as late as the test gives it.
 */
export async function standInForPrompt(
  page: Page,
): Promise<{ next(): Promise<AskedFor>; answer(granted: boolean): Promise<void> }> {
  await inPage(page, () => {
    type Request = (what: { origins: string[] }, done?: (granted: boolean) => void) => Promise<boolean>;
    const scope = globalThis as unknown as {
      chrome: { permissions: { request: Request } };
      prompt_: { asked: AskedFor[]; answer: (granted: boolean) => void };
    };
    scope.prompt_ = { asked: [], answer: () => undefined };
    const request: Request = (what, done) => {
      scope.prompt_.asked.push({ origins: what.origins, byClick: navigator.userActivation.isActive });
      const answered = new Promise<boolean>((resolve) => {
        scope.prompt_.answer = resolve;
      });
      if (done) void answered.then(done);
      return answered;
    };
    Object.defineProperty(scope.chrome.permissions, 'request', { configurable: true, value: request });
  });
  return {
    async next() {
      await page.waitForFunction(
        () => (globalThis as unknown as { prompt_: { asked: unknown[] } }).prompt_.asked.length > 0,
      );
      return inPage(
        page,
        () => (globalThis as unknown as { prompt_: { asked: AskedFor[] } }).prompt_.asked.shift() as AskedFor,
      );
    },
    async answer(granted) {
      await inPage(
        page,
        (given: boolean) =>
          (globalThis as unknown as { prompt_: { answer: (granted: boolean) => void } }).prompt_.answer(
            given,
          ),
        granted,
      );
    },
  };
}

interface RuleApi {
  declarativeNetRequest: {
    getDynamicRules(): Promise<unknown[]>;
    updateDynamicRules(change: { removeRuleIds: number[] }): Promise<void>;
  };
}

/** Takes the browser's rule away, as a bug of the browser or of ours might. */
export async function dropRule(page: Page): Promise<void> {
  await inPage(page, async () => {
    const scope = globalThis as unknown as { browser?: RuleApi; chrome: RuleApi };
    await (scope.browser ?? scope.chrome).declarativeNetRequest.updateDynamicRules({ removeRuleIds: [1] });
  });
}

export async function countRules(page: Page): Promise<number> {
  return inPage(page, async () => {
    const scope = globalThis as unknown as { browser?: RuleApi; chrome: RuleApi };
    return (await (scope.browser ?? scope.chrome).declarativeNetRequest.getDynamicRules()).length;
  });
}

/**
 * Everything that Firefox's own consoles hold: messages of the browser, and what scripts logged, in the browser's
 * process and in the one where the extension's pages and background run.
 */
export async function firefoxConsole(world: World, page: Page): Promise<string[]> {
  const ofTheBrowser = await inFirefox<string[]>(
    page.browser(),
    `const events = Cc['@mozilla.org/consoleAPI-storage;1'].getService(Ci.nsIConsoleAPIStorage).getEvents();
     return [
       ...Services.console.getMessageArray().map((one) => one.message),
       ...events.flatMap((event) => event.arguments.map(String)),
     ];`,
  );
  const ofTheExtension = await inBackground(world, page, () => {
    interface Storage {
      getEvents(): { arguments: unknown[] }[];
    }
    const { Cc, Ci } = globalThis as unknown as {
      Cc: Record<string, { getService(it: unknown): Storage }>;
      Ci: { nsIConsoleAPIStorage: unknown };
    };
    const storage = Cc['@mozilla.org/consoleAPI-storage;1']?.getService(Ci.nsIConsoleAPIStorage);
    return (storage?.getEvents() ?? []).flatMap((event) => event.arguments.map(String));
  });
  return [...ofTheBrowser, ...ofTheExtension];
}
