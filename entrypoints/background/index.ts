import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import { installReadOnlyRule, readGuards } from '../../lib/guards/read-only-rule.ts';
import { t } from '../../lib/i18n/catalogues/background.ts';
import { onAnnouncement } from '../../lib/messaging/announce.ts';
import { answer } from '../../lib/messaging/serve.ts';
import { createHandlers, SCREEN_LOCK_KNOWN } from './handlers.ts';
import { listenToNotices } from './notify.ts';
import { createRefreshRunner, HEARTBEAT } from './refresh-runner.ts';
import { createServices, guardApis } from './services.ts';

const LOCK_ALARM = 'lock';
const MENU_ITEM = 'refresh';
/** Firefox can't detect a locked screen: this long idle counts as one. Its default is a minute. */
const IDLE_COUNTS_AS_LOCKED_S = 15 * 60;

/** Register every listener before `main` returns: only those get the event that woke the worker. */
export default defineBackground({
  type: 'module',
  main() {
    const services = createServices();
    const { vault } = services;
    const refresh = createRefreshRunner(services);

    const armLock = async () => {
      const { nextCheck } = await vault.checkLock();
      if (nextCheck === null) await browser.alarms.clear(LOCK_ALARM);
      else await browser.alarms.create(LOCK_ALARM, { when: nextCheck });
    };
    const handlers = createHandlers(services, refresh, armLock);
    const self = { id: browser.runtime.id, origin: browser.runtime.getURL('').replace(/\/$/, '') };

    browser.runtime.onMessage.addListener((message, sender) => answer(message, sender, self, handlers));
    browser.runtime.onInstalled.addListener(async () => {
      await installReadOnlyRule(guardApis);
      await browser.contextMenus.removeAll();
      browser.contextMenus.create({
        id: MENU_ITEM,
        title: t('menu.refresh'),
        contexts: ['all', 'action'],
      });
    });
    browser.runtime.onStartup.addListener(() =>
      installReadOnlyRule(guardApis).then(() => refresh.updateBadge()),
    );
    browser.contextMenus.onClicked.addListener(({ menuItemId }) =>
      menuItemId === MENU_ITEM ? refresh.requestFromOutside() : undefined,
    );
    browser.commands.onCommand.addListener((command) => {
      if (command === 'refresh') void refresh.requestFromOutside();
    });
    browser.alarms.onAlarm.addListener(({ name }) => {
      if (name === LOCK_ALARM) void armLock();
      if (name === HEARTBEAT) void refresh.resume();
    });
    if (!SCREEN_LOCK_KNOWN) browser.idle.setDetectionInterval(IDLE_COUNTS_AS_LOCKED_S);
    browser.idle.onStateChanged.addListener((state) => {
      if (state === 'locked' || (!SCREEN_LOCK_KNOWN && state === 'idle')) void vault.screenLocked();
    });
    listenToNotices();
    browser.permissions.onAdded.addListener(listenToNotices);
    // Without host access the rule does nothing, so stop: the code's layer alone isn't enough.
    browser.permissions.onRemoved.addListener(async () => {
      if (!(await readGuards(guardApis)).hostAccess) services.refresher.stop('host-access');
    });
    onAnnouncement((topic) => {
      if (topic === 'clients' && !refresh.isRunning()) void refresh.updateBadge();
    });

    void vault
      .start()
      .then(armLock)
      .then(() => services.accounts.reconcile())
      .then(() => refresh.resume());
  },
});
