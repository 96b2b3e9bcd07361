import type { ReactNode } from 'react';
import { t as tClients } from '../../lib/i18n/catalogues/clients.ts';
import { t } from '../../lib/i18n/catalogues/empty.ts';
import { Button } from '../kit/Button.tsx';
import { Icon, type IconName } from '../kit/Icon.tsx';
import { bdi } from '../kit/rich.tsx';
import { FailureText } from '../shell/FailureText.tsx';
import { PageLink } from '../shell/PageLink.tsx';
import styles from './EmptyState.module.css';
import { useAddUnlinked } from './use-add-unlinked.ts';
import type { ClientsScreen } from './use-clients-screen.ts';

export function EmptyState({ screen }: { screen: ClientsScreen }) {
  const { actions, data, search, hasClients } = screen;
  const { connections } = data.view;
  if (hasClients) return <NoMatch query={search.query} onClear={search.clear} />;
  if (connections.length === 0) return <FirstRun onAdd={actions.add} />;
  return <EmptyList screen={screen} />;
}

function Empty({
  icon,
  title,
  children,
  actions,
}: {
  icon: IconName;
  title: string;
  children: ReactNode;
  actions: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <span className={styles.sign}>
        <Icon name={icon} size={24} />
      </span>
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.text}>{children}</p>
      <div className={styles.actions}>{actions}</div>
    </div>
  );
}

function FirstRun({ onAdd }: { onAdd: () => void }) {
  return (
    <Empty
      icon="plug"
      title={t('first-run')}
      actions={
        <>
          <PageLink path="options.html#stripe" button="primary">
            {t('connect')}
          </PageLink>
          <Button icon="plus" onClick={onAdd}>
            {tClients('add-client')}
          </Button>
        </>
      }
    >
      {t('first-run-text')}
    </Empty>
  );
}

function EmptyList({ screen }: { screen: ClientsScreen }) {
  const { actions, data } = screen;
  const { count, addAll, failure } = useAddUnlinked(data);
  const connected = data.view.connections.some((connection) => connection.connected);
  return (
    <Empty
      icon="users"
      title={t('first-client')}
      actions={
        <>
          {count > 0 && (
            <Button variant="primary" onClick={() => void addAll()}>
              {t('add-all', { count })}
            </Button>
          )}
          <Button variant={count > 0 ? 'secondary' : 'primary'} icon="plus" onClick={actions.add}>
            {tClients('add-client')}
          </Button>
          {!connected && (
            <PageLink path="options.html#stripe" button="secondary">
              {t('connect')}
            </PageLink>
          )}
        </>
      }
    >
      {count === 0 ? t('first-client-text') : t('unlinked', { count })}
      {failure && <FailureText failure={{ ok: false, code: failure }} />}
    </Empty>
  );
}

function NoMatch({ query, onClear }: { query: string; onClear: () => void }) {
  const trimmed = query.trim();
  return (
    <Empty icon="search" title={t('no-match')} actions={<Button onClick={onClear}>{t('show-all')}</Button>}>
      {trimmed === '' ? t('none-of-status') : t.rich('nothing-found', { query: trimmed, bdi })}
    </Empty>
  );
}
