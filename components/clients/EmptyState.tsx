import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { Icon, type IconName } from '../kit/Icon.tsx';
import { PageLink } from '../shell/PageLink.tsx';
import { preloadSubscriptions } from '../subscription-picker/subscription-options.ts';
import styles from './EmptyState.module.css';
import type { ClientsScreen } from './use-clients-screen.ts';

/** What stands in the list's place: nothing is there yet, or nothing matches. */
export function EmptyState({ screen }: { screen: ClientsScreen }) {
  const { actions, data, search, hasClients } = screen;
  const { connections } = data.view;
  if (hasClients) return <NoMatch query={search.query} onClear={search.clear} />;
  if (connections.length === 0) return <FirstRun onAdd={actions.add} />;
  return <EmptyList connected={connections.some(({ connected }) => connected)} onAdd={actions.add} />;
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
      title="See who has paid"
      actions={
        <>
          <PageLink path="options.html#stripe" button="primary">
            Connect Stripe
          </PageLink>
          <Button icon="plus" onClick={onAdd}>
            Add Client
          </Button>
        </>
      }
    >
      Connect your Stripe account, or start with a client that you bill elsewhere. Your key stays encrypted on
      this machine and is only used to read.
    </Empty>
  );
}

/** Connected, or once connected, but without clients. */
function EmptyList({ connected, onAdd }: { connected: boolean; onAdd: () => void }) {
  const [unlinked, setUnlinked] = useState<number | null>(null);
  useEffect(() => {
    let gone = false;
    preloadSubscriptions().then(
      (index) => !gone && setUnlinked(index.length),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, []);
  return (
    <Empty
      icon="users"
      title="Add your first client"
      actions={
        <>
          <Button variant="primary" icon="plus" onClick={onAdd}>
            Add Client
          </Button>
          {!connected && (
            <PageLink path="options.html#stripe" button="secondary">
              Connect Stripe
            </PageLink>
          )}
        </>
      }
    >
      {unlinked === null || unlinked === 0
        ? 'Give it a name, and choose its subscription. Refresh brings the subscriptions from Stripe.'
        : `${unlinked.toLocaleString()} ${unlinked === 1 ? 'subscription waits' : 'subscriptions wait'} to be linked to a client.`}
    </Empty>
  );
}

function NoMatch({ query, onClear }: { query: string; onClear: () => void }) {
  const trimmed = query.trim();
  return (
    <Empty
      icon="search"
      title="No client matches"
      actions={<Button onClick={onClear}>Show all clients</Button>}
    >
      {trimmed === '' ? (
        'None has this payment status now.'
      ) : (
        <>
          Nothing is found for “<bdi>{trimmed}</bdi>” with this filter.
        </>
      )}
    </Empty>
  );
}
