import { useEffect, useState } from 'react';
import { Icon } from '../../../components/kit/Icon.tsx';
import type { ClientDigest } from '../../../lib/billing/digest.ts';
import { stripeLink } from '../../../lib/clients/stripe-links.ts';
import { t } from '../../../lib/i18n/catalogues/dashboard.ts';
import { openStore } from '../../../lib/store/db/open.ts';
import type { ConnectionSummary } from '../../../lib/store/db/schema.ts';
import { readLinkedSubscriptions } from '../../../lib/store/records/subscriptions.ts';
import styles from './ClientPanel.module.css';

interface LinksProps {
  client: ClientDigest;
  connections: readonly ConnectionSummary[];
}

/** The pages of the client's customers and subscriptions in Stripe's own Dashboard. */
export function StripeLinks({ client, connections }: LinksProps) {
  const customers = useCustomerIds(client);
  if (client.links.length === 0) return null;
  const modeOf = (id: string) => connections.find((connection) => connection.id === id)?.mode ?? 'live';
  const several = client.links.length > 1;
  return (
    <ul className={styles.links}>
      {[...customers].map(([id, connection]) => (
        <OutLink key={id} href={stripeLink({ kind: 'customers', id, mode: modeOf(connection) })}>
          {t('panel.customer')}
        </OutLink>
      ))}
      {client.links.map(({ id, connectionId, product }) => (
        <OutLink key={id} href={stripeLink({ kind: 'subscriptions', id, mode: modeOf(connectionId) })}>
          {several ? t('panel.subscription-of', { product }) : t('panel.subscription')}
        </OutLink>
      ))}
    </ul>
  );
}

function OutLink({ href, children }: { href: string; children: string }) {
  return (
    <li>
      <a href={href} target="_blank" rel="noreferrer">
        {children} <Icon name="external" size={12} />
      </a>
    </li>
  );
}

/** By id of the customer the connection. */
function useCustomerIds(client: ClientDigest): ReadonlyMap<string, string> {
  const [ids, setIds] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    let gone = false;
    const read = async () => {
      const links = client.links.map(({ connectionId, id }) => ({ connectionId, subscriptionId: id }));
      const linked = await readLinkedSubscriptions(await openStore(), links);
      if (gone) return;
      setIds(
        new Map(
          linked.flatMap(({ subscription, connection }): [string, string][] =>
            subscription ? [[subscription.customer.id, connection.id]] : [],
          ),
        ),
      );
    };
    // Without the record there is no link to offer.
    read().catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [client]);
  return ids;
}
