import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { browser } from 'wxt/browser';
import { type ButtonVariant, buttonClass, IconLink } from '../kit/Button.tsx';
import type { IconName } from '../kit/Icon.tsx';

export type PagePath = 'dashboard.html' | 'options.html' | `options.html#${string}`;

/** Opens the page in a tab; a popup would follow the link inside itself. */
function openPage(event: MouseEvent, path: PagePath): void {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const opened =
    path === 'options.html'
      ? browser.runtime.openOptionsPage()
      : browser.tabs.create({ url: browser.runtime.getURL(`/${path}`) });
  // Firefox leaves the popup open behind the new tab.
  void opened.then(() => {
    if (isPopup()) window.close();
  });
}

export function isPopup(): boolean {
  return browser.extension.getViews({ type: 'popup' }).includes(window);
}

type Shared = { path: PagePath } & Omit<ComponentProps<'a'>, 'href' | 'children'>;

export function PageIconLink({
  path,
  label,
  icon,
  ...rest
}: Shared & { label: string; icon: IconName; size?: 'sm' | 'md' }) {
  return (
    <IconLink
      {...rest}
      href={`/${path}`}
      label={label}
      icon={icon}
      onClick={(event) => openPage(event, path)}
    />
  );
}

export function PageLink({
  path,
  button,
  children,
  ...rest
}: Shared & { children: ReactNode; button?: ButtonVariant }) {
  return (
    <a
      {...rest}
      href={`/${path}`}
      className={button ? buttonClass({ variant: button }, rest.className) : rest.className}
      onClick={(event) => openPage(event, path)}
    >
      {children}
    </a>
  );
}
