import { browser } from 'wxt/browser';
import { announce } from '../../lib/messaging/announce.ts';

/**
 * Brings up the Unlock form: in the popup, else in an open page, else in a tab.
 * `openPopup` is refused while a popup is open, without a window in front, and in older versions without a click.
 */
export async function openUnlock(): Promise<void> {
  if (await hasOpenPage()) {
    announce('unlock');
    return;
  }
  try {
    await browser.action.openPopup();
  } catch {
    await browser.tabs.create({ url: browser.runtime.getURL('/popup.html') });
  }
}

/** Chromium lists the extension's pages by `runtime.getContexts`, Firefox by `extension.getViews`. */
async function hasOpenPage(): Promise<boolean> {
  const runtime = browser.runtime as typeof browser.runtime & {
    getContexts?: (filter: { contextTypes: string[] }) => Promise<unknown[]>;
  };
  if (typeof runtime.getContexts === 'function') {
    return (await runtime.getContexts({ contextTypes: ['POPUP', 'TAB'] })).length > 0;
  }
  const views = (browser.extension?.getViews?.() ?? []) as Window[];
  return views.some((view) => /\/(popup|options|dashboard)\.html$/.test(view.location.pathname));
}
