import { type ReactNode, useEffect, useId, useMemo, useState } from 'react';
import { ClientSearch } from '../../../components/clients/ClientFilter.tsx';
import { Alert, Note } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { RadioGroup } from '../../../components/kit/RadioGroup.tsx';
import { FailureText } from '../../../components/shell/FailureText.tsx';
import type { ClientDigest } from '../../../lib/billing/digest.ts';
import { nowSeconds } from '../../../lib/clients/now.ts';
import {
  type AddedClients,
  addUnlinked,
  clientKey,
  isAddable,
  linkOf,
  type OneClientPer,
} from '../../../lib/clients/unlinked.ts';
import { t as tClients } from '../../../lib/i18n/catalogues/clients.ts';
import { t as tPicker } from '../../../lib/i18n/catalogues/picker.ts';
import { t } from '../../../lib/i18n/catalogues/unlinked.ts';
import type { FailureCode } from '../../../lib/model/failure.ts';
import type { Link } from '../../../lib/model/ids.ts';
import type { Store } from '../../../lib/store/db/open.ts';
import type { ConnectionSummary, SubscriptionOption } from '../../../lib/store/db/schema.ts';
import { LinkDialog } from './LinkDialog.tsx';
import { MatchesDialog } from './MatchesDialog.tsx';
import styles from './UnlinkedRegion.module.css';
import { UnlinkedTable } from './UnlinkedTable.tsx';
import { useUnlinked } from './use-unlinked.ts';

interface UnlinkedRegionProps {
  store: Store;
  /** Every client, archived ones included. */
  clients: readonly ClientDigest[];
  connections: readonly ConnectionSummary[];
  /** The entry of the undo stack; null: nothing was left to do, so what is shown is out of date. */
  onDone: (undo: string | null) => void;
  /** Opens the dialog of a new client. */
  onAddClient: () => void;
  /** Stands here where there is neither a client nor a subscription. */
  empty: ReactNode;
}

type Outcome = { failure: FailureCode } | { said: string } | null;

/** Everything that no client is linked to. Without clients it is the page: all are ticked, and added by one click. */
export function UnlinkedRegion({
  store,
  clients,
  connections,
  onDone,
  onAddClient,
  empty,
}: UnlinkedRegionProps) {
  const id = useId();
  const [query, setQuery] = useState('');
  const [per, setPer] = useState<OneClientPer>('customer');
  /** `clientKey` of those that are not clients. */
  const [unticked, setUnticked] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const [open, setOpen] = useState<'matches' | SubscriptionOption | null>(null);
  const { all, found, failed } = useUnlinked(clients, query);
  useHash(all !== null);

  const choosing = clients.length === 0;
  const addable = useMemo(() => (all ?? []).filter(isAddable), [all]);
  const chosen = useMemo(
    () => (choosing ? addable.filter((option) => !unticked.has(clientKey(option, per))) : addable),
    [choosing, addable, unticked, per],
  );
  const isAll = chosen.length === addable.length;

  const run = async <Result extends { ok: true; undo: string | null }>(
    work: () => Promise<Result | { ok: false; code: FailureCode }>,
    say: (done: Result) => string | null,
  ): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setOutcome(null);
    const done = await work();
    setBusy(false);
    if (!done.ok) return setOutcome({ failure: done.code });
    const said = say(done);
    setOutcome(said === null ? null : { said });
    onDone(done.undo);
  };
  const add = (links: readonly Link[] | null) =>
    run(
      () => addUnlinked(store, { links, per, now: nowSeconds() }),
      ({ undo, taken }: AddedClients & { ok: true }) =>
        undo === null && taken > 0 ? t('taken', { count: taken }) : null,
    );

  if (all === null) {
    return (
      <section id="unlinked" aria-labelledby={`${id}-title`} className={styles.region} aria-busy={!failed}>
        <h2 id={`${id}-title`} className={styles.title}>
          {t('title')}
        </h2>
        <p className={styles.quiet}>{failed ? tPicker('failed') : tPicker('loading')}</p>
      </section>
    );
  }
  if (choosing && all.length === 0) return empty;
  return (
    <section id="unlinked" aria-labelledby={`${id}-title`} className={styles.region}>
      <header className={styles.header}>
        <div className={styles.words}>
          <h2 id={`${id}-title`} className={styles.title}>
            {t('title')}
          </h2>
          <p className={styles.quiet}>
            {all.length === 0 ? t('empty') : t(choosing ? 'choose' : 'counts', countsOf(all))}
          </p>
        </div>
        {all.length > 0 && (
          <div className={styles.tools}>
            <RadioGroup
              label={t('per.label')}
              shape="bar"
              choices={[
                { value: 'customer', label: t('per.customer') },
                { value: 'subscription', label: t('per.subscription') },
              ]}
              value={per}
              onValueChange={(next) => {
                setPer(next);
                setUnticked(new Set());
              }}
            />
            {choosing ? (
              <Button icon="plus" onClick={onAddClient}>
                {tClients('add-client')}
              </Button>
            ) : (
              <Button onClick={() => setOpen('matches')}>{t('review')}</Button>
            )}
            {addable.length > 0 && (
              <Button
                variant="primary"
                busy={busy}
                disabled={chosen.length === 0}
                onClick={() => void add(isAll ? null : chosen.map(linkOf))}
              >
                {isAll ? t('add-all') : t('add-some', { count: clientsOf(chosen, per) })}
              </Button>
            )}
          </div>
        )}
      </header>
      {outcome && 'failure' in outcome && (
        <Alert>
          <FailureText failure={{ ok: false, code: outcome.failure }} />
        </Alert>
      )}
      {outcome && 'said' in outcome && <Note tone="warning">{outcome.said}</Note>}
      {all.length > 0 && (
        <>
          <div className={styles.search}>
            <ClientSearch label={t('search')} value={query} onValueChange={setQuery} />
          </div>
          {found.length === 0 ? (
            <p className={styles.quiet}>{t('no-match')}</p>
          ) : (
            <UnlinkedTable
              options={found}
              connections={connections}
              ticks={
                choosing
                  ? {
                      isTicked: (option) => !unticked.has(clientKey(option, per)),
                      tick: (option, ticked) =>
                        setUnticked(toggled(unticked, clientKey(option, per), !ticked)),
                    }
                  : null
              }
              onAdd={(option) => void add([linkOf(option)])}
              onLink={choosing ? null : setOpen}
            />
          )}
          {addable.length < all.length && <p className={styles.quiet}>{t('incomplete')}</p>}
        </>
      )}
      {open === 'matches' && (
        <MatchesDialog
          store={store}
          clients={clients}
          unlinked={all}
          onDone={onDone}
          onClose={() => setOpen(null)}
        />
      )}
      {open !== null && open !== 'matches' && (
        <LinkDialog
          store={store}
          option={open}
          clients={clients}
          onDone={onDone}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

const clientsOf = (options: readonly SubscriptionOption[], per: OneClientPer): number =>
  new Set(options.map((option) => clientKey(option, per))).size;

const countsOf = (options: readonly SubscriptionOption[]) => ({
  subscriptions: options.length,
  customers: clientsOf(options, 'customer'),
});

function toggled(before: ReadonlySet<string>, key: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(before);
  if (isIn) next.add(key);
  else next.delete(key);
  return next;
}

/** `#unlinked` in the address scrolls here, once there is something to scroll to. */
function useHash(ready: boolean): void {
  useEffect(() => {
    if (!ready) return;
    const follow = () => {
      if (location.hash === '#unlinked') document.getElementById('unlinked')?.scrollIntoView();
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [ready]);
}
