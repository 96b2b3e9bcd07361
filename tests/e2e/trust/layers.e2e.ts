import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';

import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { inPage } from '../drivers/in-page.ts';
import type { OptionsPage } from '../drivers/options.ts';
import { PASSPHRASE, SLOW } from '../drivers/patience.ts';
import type { PopupPage } from '../drivers/popup.ts';
import type { World } from '../drivers/world.ts';
import { startWorld } from '../drivers/world.ts';
import {
  countRules,
  dropRule,
  inBackground,
  type Scope,
  STRIPE_ACCESS,
  setHostAccess,
  standInForPrompt,
} from './reach.ts';

const STRIPE = 'https://api.stripe.com/v1/customers';
/** Everything that is not GET, in the spellings that a caller might try. */
const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE', 'post', 'delete', 'HEAD', 'PURGE'];

/** What must be reported as stopped when a page tries every way out. */
const DIRECTIVES = [
  'connect-src',
  'frame-src',
  'img-src',
  'object-src',
  'script-src-elem',
  'style-src-elem',
  'media-src',
  'base-uri',
  'form-action',
];

/** The status of an answer, or 'blocked' where none came. Runs in any scope of the extension. */
const ask = (scope: Scope, url: string, method: string): Promise<number | string> => {
  const init: RequestInit = method === 'POST' ? { method, body: 'name=x' } : { method };
  return scope.fetch(url, init).then(
    (answer) => answer.status,
    () => 'blocked',
  );
};

/**
 * Each layer by itself: what is asked here goes past the code that reads only, straight to the browser's `fetch`.
 */

inEveryBrowser('read-only', (kind) => {
  let world: World;
  let options: OptionsPage;
  let popup: PopupPage;

  beforeAll(async () => {
    world = await startWorld(kind);
    options = await world.options();
    await options.connect(SAMPLE_KEYS.restricted, PASSPHRASE);
    popup = await world.popup();
    await popup.refreshStatus.says(/Last refreshed/, SLOW);
  });
  afterAll(async () => {
    await world?.close();
  });
  afterEach(() => {
    expect(world.server.writes).toEqual([]);
  });

  const inOptions = (url: string, method: string) =>
    inPage(
      options.page.page,
      (where: string, how: string) =>
        fetch(where, { method: how, ...(how === 'POST' ? { body: 'name=x' } : {}) }).then(
          (answer): number | string => answer.status,
          () => 'blocked',
        ),
      url,
      method,
    );
  const inWorker = (url: string, method: string) => inBackground(world, options.page.page, ask, url, method);

  describe.each([
    ['the background', inWorker],
    ['a page', inOptions],
  ])('the browser’s rule, asked from %s', (_where, send) => {
    test('lets GET through', async () => {
      expect(await send(STRIPE, 'GET')).toBe(401);
    });

    test.each(WRITES)('blocks %s', async (method) => {
      const before = world.server.requests.length;
      expect(await send(STRIPE, method)).toBe('blocked');
      expect(world.server.requests.slice(before).filter((one) => one.host === 'api.stripe.com')).toEqual([]);
    });

    test('is what blocked them: without it a POST goes out; the next refresh puts it back', async () => {
      await dropRule(options.page.page);
      expect(await send(STRIPE, 'POST')).not.toBe('blocked');
      expect(world.server.writes).toHaveLength(1);
      world.server.reset();
      await popup.refresh(world.server);
      expect(await countRules(options.page.page)).toBe(1);
      expect(await send(STRIPE, 'POST')).toBe('blocked');
    });
  });

  test('the rule blocks what needs no answer, too', async () => {
    const before = world.server.requests.length;
    await inPage(
      options.page.page,
      async (url: string) => {
        navigator.sendBeacon(url, 'name=x');
        const old = new XMLHttpRequest();
        old.open('POST', url);
        const over = new Promise((done) => {
          old.onloadend = done;
        });
        old.send('name=x');
        await over;
      },
      STRIPE,
    );
    expect(world.server.requests.slice(before).filter((one) => one.method !== 'GET')).toEqual([]);
  });

  test('the rule leaves the user’s own pages alone', async () => {
    const page = await options.page.page.browser().newPage();
    // Chromium takes every host for the test server, Firefox reaches no other; both show a page that is not ours.
    await page.goto(kind === 'chromium' ? 'https://example.com/' : 'data:text/html,<title>Any page</title>');
    await inPage(
      page,
      (url: string) => fetch(url, { method: 'POST', mode: 'no-cors' }).catch(() => null),
      STRIPE,
    );
    expect(world.server.writes).toHaveLength(1);
    world.server.reset();
    await page.close();
  });

  test.each([
    'https://example.com/',
    'https://stripe.com/',
    'https://api.stripe.com.example.com/',
    'https://dashboard.stripe.com/',
    'https://api.stripe.com:444/v1/customers',
    'http://api.stripe.com/v1/customers',
    'http://127.0.0.1/',
    'data:text/plain,x',
  ])('the policy stops %s from background and pages', async (url) => {
    expect(await inWorker(url, 'GET')).toBe('blocked');
    expect(await inOptions(url, 'GET')).toBe('blocked');
    expect(await world.browser.foreignRequests()).toEqual([]);
  });

  test('the policy stops every other way out of a page', async () => {
    const stopped = await inPage(
      options.page.page,
      async (directives: string[]) => {
        const where = 'https://example.com/';
        const stopped = new Set<string>();
        document.addEventListener('securitypolicyviolation', (event) =>
          stopped.add(event.effectiveDirective),
        );
        const put = (name: string, fields: Record<string, string>): void => {
          const element = document.createElement(name);
          for (const [field, value] of Object.entries(fields)) element.setAttribute(field, value);
          document.body.append(element);
        };
        put('img', { src: where });
        put('script', { src: where });
        put('iframe', { src: where });
        put('object', { data: where });
        put('audio', { src: where });
        put('link', { rel: 'stylesheet', href: where });
        put('link', { rel: 'manifest', href: where });
        put('base', { href: where });
        const inline = document.createElement('script');
        inline.textContent = 'globalThis.inlineRan = true';
        document.body.append(inline);
        const form = document.createElement('form');
        form.action = where;
        form.method = 'post';
        document.body.append(form);
        const attempts: (() => unknown)[] = [
          () => form.submit(),
          () => navigator.sendBeacon(where, 'x'),
          () => new WebSocket('wss://example.com/'),
          () => new EventSource(where),
          () => new Worker(where),
          () => import(/* @vite-ignore */ where).catch(() => undefined),
          // In a task of its own: a debugger that calls this function lifts the ban for as long as it waits.
          () =>
            setTimeout(() => {
              // biome-ignore lint/security/noGlobalEval: it must not work
              globalThis.eval('globalThis.evalRan = true');
            }),
        ];
        for (const attempt of attempts) {
          try {
            await attempt();
          } catch {
            // Stopped at once, by an exception.
          }
        }
        // Reports come in tasks of their own.
        const end = performance.now() + 5_000;
        while (directives.some((one) => !stopped.has(one)) && performance.now() < end)
          await new Promise((done) => setTimeout(done));
        for (const added of document.body.querySelectorAll(':scope > :not(#root)')) added.remove();
        const ran = globalThis as { inlineRan?: boolean; evalRan?: boolean };
        return {
          stopped: [...stopped].sort(),
          ran: Boolean(ran.inlineRan || ran.evalRan),
          at: location.href,
        };
      },
      DIRECTIVES,
    );
    expect(stopped.ran).toBe(false);
    expect(stopped.at).toContain('options.html');
    expect(stopped.stopped).toEqual(expect.arrayContaining(DIRECTIVES));
    expect(await world.browser.foreignRequests()).toEqual([]);
  });

  /** The three states of the panel, once they read like this. */
  const panelSays = async (...states: RegExp[]): Promise<void> => {
    await options.security
      .by('region', 'Read-only')
      .by('listitem')
      .until(
        (all) => all.length === 3 && states.every((state, index) => state.test(all[index]?.text ?? '')),
        `the panel says ${states.join(', ')}`,
        SLOW,
      );
  };
  const toStripe = () => world.server.requests.filter((one) => one.host === 'api.stripe.com');

  const front = (page: OptionsPage | PopupPage): Promise<void> => page.page.page.bringToFront();

  test('the panel shows all three layers, with what the key may read', async () => {
    await front(options);
    await panelSays(
      /The code.*Active/s,
      /rule.*Active/s,
      /May read Subscriptions, Customers, Invoices, Prices, Products, Coupons, Events, Subscription schedules\..*Restricted/s,
    );
  });

  test('the panel sees the rule go and come back while it is looked at, without anybody touching the page', async () => {
    await dropRule(options.page.page);
    await panelSays(/Active/, /Missing/, /Restricted/);
    await front(popup);
    await popup.refresh(world.server);
    expect(await countRules(options.page.page)).toBe(1);
    await front(options);
    await panelSays(/Active/, /rule.*Active/s, /Restricted/);
  });

  test('access taken away in the middle of a refresh ends it, says so, and the data is as before', async () => {
    await front(popup);
    const hold = world.server.faults.hold(({ path }) => path === '/v1/events');
    await popup.page.by('button', 'Refresh').click();
    await expect.poll(() => hold.waiting, SLOW).toBeGreaterThan(0);
    const before = toStripe().length;
    await setHostAccess(world, options.page.page, false);
    await popup.refreshStatus.says(/does not let ClientPlug reach api\.stripe\.com/, SLOW);
    hold.release();
    await popup.refreshStatus.says(/Last refreshed/);
    expect(toStripe()).toHaveLength(before);
    await setHostAccess(world, options.page.page, true);
    await front(popup);
    await popup.refresh(world.server);
    await popup.refreshStatus.says(/^Last refreshed/, SLOW);
  });

  test('access to Stripe taken away: nothing is sent, the reason is said, and access can be granted', async () => {
    await setHostAccess(world, options.page.page, false);
    await options.stripe.by('button', 'Grant access').one(SLOW);
    await panelSays(/Active/, /Waiting for access/, /Restricted/);
    const before = toStripe().length;
    await front(popup);
    await popup.page.by('button', 'Refresh').click();
    await popup.refreshStatus.says(/does not let ClientPlug reach api\.stripe\.com/, SLOW);
    expect(toStripe()).toHaveLength(before);
    expect(world.server.preflights).toEqual([]);

    await front(options);
    await options.submitKey('Update Key', SAMPLE_KEYS.rotated);
    expect((await options.alert.one(SLOW)).text).toMatch(/does not let ClientPlug reach api\.stripe\.com/);
    expect(toStripe()).toHaveLength(before);

    // Where the refresh refused, a link leads to the button.
    await front(popup);
    const opened = world.browser.nextPage('options');
    await popup.page.by('link', 'Grant access').click();
    const page = await opened;
    expect(await page.page.evaluate(() => location.hash)).toBe('#stripe');
    await page.by('button', 'Grant access').one(SLOW);
    await page.close();

    await front(options);
    const grant = options.stripe.by('button', 'Grant access');
    if (kind === 'firefox') await grant.click();
    else {
      // Chromium asks in a window of its own, which cannot be clicked from here: what it would answer stands in for it.
      const asked = await standInForPrompt(options.page.page);
      await grant.click();
      expect(await asked.next()).toEqual({ origins: [STRIPE_ACCESS], byClick: true });
      await asked.answer(false);
      await options.alert.until(
        (all) => all.some(({ text }) => /Access wasn’t granted/.test(text)),
        'the refusal is answered',
        SLOW,
      );
      await grant.click();
      await asked.next();
      await setHostAccess(world, options.page.page, true);
      await asked.answer(true);
      await front(options);
    }
    await grant.gone(SLOW);
    await panelSays(/Active/, /rule.*Active/s, /Restricted/);
    await front(popup);
    await popup.refresh(world.server);
    await popup.refreshStatus.says(/^Last refreshed/);
    expect(toStripe().length).toBeGreaterThan(before);
  });
});
