import { browser } from 'wxt/browser';
import { announce } from '../../lib/messaging/announce.ts';

/** Fallbacks: `openPopup` is refused while a popup is open, without a focused window, or without a click. */
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

/** `runtime.getContexts` in Chromium, `extension.getViews` in Firefox. */
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
