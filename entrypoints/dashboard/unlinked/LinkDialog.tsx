import { useMemo, useState } from 'react';
import { ClientSearch } from '../../../components/clients/ClientFilter.tsx';
import { Alert, Note } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { Dialog } from '../../../components/kit/Dialog.tsx';
import { FailureText } from '../../../components/shell/FailureText.tsx';
import type { ClientDigest } from '../../../lib/billing/digest.ts';
import { searchClients } from '../../../lib/clients/client-search.ts';
import { likenessIndex } from '../../../lib/clients/likeness.ts';
import { choiceOf, linkClients } from '../../../lib/clients/matches.ts';
import { nowSeconds } from '../../../lib/clients/now.ts';
import { searchText } from '../../../lib/clients/search-text.ts';
import { t as tShared } from '../../../lib/i18n/catalogues/shared.ts';
import { t } from '../../../lib/i18n/catalogues/unlinked.ts';
import type { FailureCode } from '../../../lib/model/failure.ts';
import type { Store } from '../../../lib/store/db/open.ts';
import type { SubscriptionOption } from '../../../lib/store/db/schema.ts';
import styles from './LinkDialog.module.css';

/** More are found by typing. */
const SHOWN = 30;

interface LinkDialogProps {
  store: Store;
  option: SubscriptionOption;
  clients: readonly ClientDigest[];
  onDone: (undo: string | null) => void;
  onClose: () => void;
}

/** The client that a subscription belongs to: the likeliest first, the others by name. One click links. */
export function LinkDialog({ store, option, clients, onDone, onClose }: LinkDialogProps) {
  const [query, setQuery] = useState('');
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<{ failure: FailureCode } | 'nothing' | null>(null);
  const { likely, all } = useMemo(() => inOrder(clients, option), [clients, option]);
  const found = useMemo(() => (query.trim() === '' ? all : searchClients(all, query)), [all, query]);
  const link = async (client: ClientDigest) => {
    if (busy) return;
    setBusy(true);
    const done = await linkClients(store, [choiceOf({ client, option })], nowSeconds());
    setBusy(false);
    if (!done.ok) return setOutcome({ failure: done.code });
    onDone(done.undo);
    if (done.linked === 0) setOutcome('nothing');
    else onClose();
  };
  return (
    <Dialog
      title={t('link.title', { customer: option.customer })}
      onCancel={onClose}
      actions={<Button onClick={onClose}>{tShared('action.cancel')}</Button>}
    >
      {outcome === 'nothing' && <Note tone="warning">{t('nothing-linked')}</Note>}
      {outcome !== null && outcome !== 'nothing' && (
        <Alert>
          <FailureText failure={{ ok: false, code: outcome.failure }} />
        </Alert>
      )}
      <div className={styles.search}>
        <ClientSearch value={query} onValueChange={setQuery} />
      </div>
      <ul className={styles.list}>
        {found.slice(0, SHOWN).map(({ client }) => (
          <li key={client.id}>
            <button type="button" className={styles.client} onClick={() => void link(client)}>
              <bdi className={styles.name}>{client.name}</bdi>
              {likely.has(client) && <span className={styles.likely}>{t('link.likely')}</span>}
              <span className={styles.more}>{client.email || client.service}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={styles.quiet}>{t('link.no-client')}</p>}
      {found.length > SHOWN && (
        <p className={styles.quiet}>{t('link.more', { count: found.length - SHOWN })}</p>
      )}
    </Dialog>
  );
}

function inOrder(clients: readonly ClientDigest[], { customer, email }: SubscriptionOption) {
  const listed = clients
    .filter(({ archived }) => !archived)
    .map((client) => ({ client, sortName: searchText(client.name) }))
    .sort((a, b) => (a.sortName < b.sortName ? -1 : a.sortName > b.sortName ? 1 : 0));
  const matches = likenessIndex(listed.map(({ client }) => client))({ name: customer, email });
  const first = matches.flatMap(({ at }) => listed[at] ?? []);
  return {
    likely: new Set(first.map(({ client }) => client)),
    all: [...new Set([...first, ...listed])],
  };
}
