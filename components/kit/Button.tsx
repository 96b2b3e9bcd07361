import type { ComponentProps, ReactNode } from 'react';
import styles from './Button.module.css';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './Icon.tsx';
import { Spinner } from './Progress.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

interface Look {
  variant?: ButtonVariant | undefined;
  size?: 'sm' | 'md' | undefined;
  icon?: IconName;
}

/** Also for links that look like buttons. */
export function buttonClass({ variant = 'secondary', size = 'md' }: Look, extra?: string): string {
  return classNames(styles.button, styles[variant], styles[size], extra);
}

type ButtonProps = Look & {
  children: ReactNode;
  /** Shows a spinner and ignores clicks; name, place and focus stay. */
  busy?: boolean;
} & Omit<ComponentProps<'button'>, 'children'>;

export function Button({
  variant,
  size,
  icon,
  busy = false,
  children,
  className,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={buttonClass({ variant, size }, className)}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    >
      {busy ? <Spinner /> : icon && <Icon name={icon} />}
      <span className={styles.label}>{children}</span>
    </button>
  );
}

type IconButtonProps = {
  /** The accessible name and tooltip. */
  label: string;
  icon: IconName;
  size?: 'sm' | 'md';
  danger?: boolean;
} & Omit<ComponentProps<'button'>, 'children' | 'aria-label' | 'title'>;

export function IconButton({
  label,
  icon,
  size = 'md',
  danger = false,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={classNames(
        styles.iconOnly,
        size === 'sm' && styles.iconSmall,
        danger && styles.iconDanger,
        className,
      )}
    >
      <Icon name={icon} />
    </button>
  );
}

type LinkProps = Look & { children: ReactNode } & Omit<ComponentProps<'a'>, 'children'>;

export function ButtonLink({ variant, size, icon, children, className, ...rest }: LinkProps) {
  return (
    <a {...rest} className={buttonClass({ variant, size }, className)}>
      {icon && <Icon name={icon} />}
      <span className={styles.label}>{children}</span>
    </a>
  );
}

export function IconLink({
  label,
  icon,
  href,
  size = 'md',
  className,
  ...rest
}: { label: string; icon: IconName; href: string; size?: 'sm' | 'md' } & Omit<
  ComponentProps<'a'>,
  'children' | 'href'
>) {
  return (
    <a
      {...rest}
      href={href}
      aria-label={label}
      title={label}
      className={classNames(styles.iconOnly, size === 'sm' && styles.iconSmall, className)}
    >
      <Icon name={icon} />
    </a>
  );
}
