import type { ReactNode } from 'react';
import type { ClientActions } from '../../components/clients/use-client-actions.ts';
import { Button } from '../../components/kit/Button.tsx';
import { bdi } from '../../components/kit/rich.tsx';
import { FailureText } from '../../components/shell/FailureText.tsx';
import { PageLink } from '../../components/shell/PageLink.tsx';
import type { RefreshControl } from '../../components/shell/use-refresh.ts';
import { t } from '../../lib/i18n/catalogues/notices.ts';
import { t as tShared } from '../../lib/i18n/catalogues/shared.ts';
import { oldestRefresh, timeOrDay } from '../../lib/i18n/refresh-words.ts';
import type { ConnectionSummary } from '../../lib/store/db/schema.ts';
import styles from './Notice.module.css';
import type { NoticeKind } from './notice-kind.ts';

interface NoticeProps {
  kind: NoticeKind;
  refresh: RefreshControl;
  actions: ClientActions;
  connections: readonly ConnectionSummary[];
}

/** One sentence below the list, so that no row moves when it comes or goes. */
export function Notice({ kind, refresh, actions, connections }: NoticeProps) {
  const oldest = oldestRefresh(connections);
  const time = oldest === null ? null : timeOrDay(oldest, Date.now());
  switch (kind) {
    case 'edit-failed':
      return (
        <Strip tone="bad" role="alert">
          {actions.failure && <FailureText failure={{ ok: false, code: actions.failure }} />}
        </Strip>
      );
    case 'refresh-failed': {
      const { failure } = refresh;
      const isAccess = failure?.code === 'host-access';
      return (
        <Strip
          tone="bad"
          said
          action={
            isAccess ? (
              <PageLink path="options.html#stripe">{tShared('action.grant-access')}</PageLink>
            ) : (
              <Button size="sm" onClick={() => void refresh.start()}>
                {tShared('action.try-again')}
              </Button>
            )
          }
        >
          {failure && <FailureText failure={failure} />}
        </Strip>
      );
    }
    case 'offline':
      return <Strip tone="quiet">{time === null ? t('offline-never') : t('offline', { time })}</Strip>;
    case 'disconnected':
      return (
        <Strip tone="quiet" action={<PageLink path="options.html#stripe">{t('reconnect')}</PageLink>}>
          {t('disconnected', { time: time ?? '' })}
        </Strip>
      );
    case 'unsaved':
      return (
        <Strip
          tone="quiet"
          action={
            <>
              <Button size="sm" variant="primary" onClick={actions.add}>
                {t('unsaved.continue')}
              </Button>
              <Button size="sm" onClick={actions.discardUnsaved}>
                {t('unsaved.discard')}
              </Button>
            </>
          }
        >
          {actions.unsaved ? t.rich('unsaved.named', { client: actions.unsaved, bdi }) : t('unsaved.unnamed')}
        </Strip>
      );
  }
}

interface StripProps {
  tone: 'bad' | 'quiet';
  /** The status has said it. */
  said?: boolean;
  role?: 'alert';
  action?: ReactNode;
  children: ReactNode;
}

export function Strip({ tone, said = false, role, action, children }: StripProps) {
  return (
    <div className={tone === 'bad' ? styles.bad : styles.quiet} role={role}>
      <p className={styles.words} aria-hidden={said || undefined}>
        {children}
      </p>
      {action}
    </div>
  );
}
