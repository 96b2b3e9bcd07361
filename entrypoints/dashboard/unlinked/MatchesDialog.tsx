import { useMemo, useRef, useState } from 'react';
import { Alert, Note } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { Checkbox } from '../../../components/kit/Checkbox.tsx';
import { Dialog } from '../../../components/kit/Dialog.tsx';
import { Table } from '../../../components/kit/Table.tsx';
import { useWindow } from '../../../components/kit/use-window.ts';
import { VisuallyHidden } from '../../../components/kit/VisuallyHidden.tsx';
import { FailureText } from '../../../components/shell/FailureText.tsx';
import type { ClientDigest } from '../../../lib/billing/digest.ts';
import { choiceOf, findMatches, type LinkMatch, linkClients } from '../../../lib/clients/matches.ts';
import { nowSeconds } from '../../../lib/clients/now.ts';
import { linkOf } from '../../../lib/clients/unlinked.ts';
import { t as tShared } from '../../../lib/i18n/catalogues/shared.ts';
import { t } from '../../../lib/i18n/catalogues/unlinked.ts';
import { formats } from '../../../lib/i18n/formats.ts';
import { subscriptionParts } from '../../../lib/i18n/subscription-words.ts';
import type { FailureCode } from '../../../lib/model/failure.ts';
import { linkKey } from '../../../lib/model/ids.ts';
import type { Store } from '../../../lib/store/db/open.ts';
import type { SubscriptionOption } from '../../../lib/store/db/schema.ts';
import styles from './MatchesDialog.module.css';

/** Pixels; rows are of one height. */
const ROW = 49;

interface MatchesDialogProps {
  store: Store;
  clients: readonly ClientDigest[];
  unlinked: readonly SubscriptionOption[];
  onDone: (undo: string | null) => void;
  onClose: () => void;
}

const keyOf = ({ client, option }: LinkMatch): string => `${client.id}\n${linkKey(linkOf(option))}`;

/** What another window links meanwhile leaves the table, ticked or not. */
export function MatchesDialog({ store, clients, unlinked, onDone, onClose }: MatchesDialogProps) {
  const matches = useMemo(() => findMatches(clients, unlinked), [clients, unlinked]);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(
    () => new Set(matches.filter(({ sure }) => sure).map(keyOf)),
  );
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<{ failure: FailureCode } | 'nothing' | null>(null);
  const chosen = matches.filter((match) => ticked.has(keyOf(match)));

  const tick = (match: LinkMatch, isTicked: boolean) => {
    const next = new Set(ticked);
    // One subscription goes to one client.
    for (const other of matches) if (other.option === match.option) next.delete(keyOf(other));
    if (isTicked) next.add(keyOf(match));
    setTicked(next);
  };
  const confirm = async () => {
    if (busy || chosen.length === 0) return;
    setBusy(true);
    const done = await linkClients(store, chosen.map(choiceOf), nowSeconds());
    setBusy(false);
    if (!done.ok) return setOutcome({ failure: done.code });
    onDone(done.undo);
    if (done.linked === 0) setOutcome('nothing');
    else onClose();
  };

  return (
    <Dialog
      title={t('matches.title')}
      shape="wide"
      onCancel={onClose}
      actions={
        <>
          {matches.length > 0 && (
            <span className={styles.count} role="status">
              {t('matches.chosen', { count: chosen.length })}
            </span>
          )}
          <Button onClick={onClose}>{tShared('action.cancel')}</Button>
          <Button variant="primary" busy={busy} disabled={chosen.length === 0} onClick={() => void confirm()}>
            {t('matches.confirm')}
          </Button>
        </>
      }
    >
      <p className={styles.lead}>{matches.length === 0 ? t('matches.none') : t('matches.lead')}</p>
      {outcome === 'nothing' && <Note tone="warning">{t('nothing-linked')}</Note>}
      {outcome !== null && outcome !== 'nothing' && (
        <Alert>
          <FailureText failure={{ ok: false, code: outcome.failure }} />
        </Alert>
      )}
      {matches.length > 0 && <Matches matches={matches} ticked={ticked} onTick={tick} />}
    </Dialog>
  );
}

interface MatchesProps {
  matches: readonly LinkMatch[];
  ticked: ReadonlySet<string>;
  onTick: (match: LinkMatch, ticked: boolean) => void;
}

function Matches({ matches, ticked, onTick }: MatchesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const view = useWindow({
    count: matches.length,
    keyOf: (at) => (matches[at] ? keyOf(matches[at]) : String(at)),
    estimate: ROW,
    scroller,
    overscan: 8,
  });
  const first = view.rows[0];
  const last = view.rows.at(-1);
  const below = last ? view.total - last.start - ROW : 0;
  return (
    <div ref={scroller} className={styles.frame}>
      <Table
        name={t('matches.title')}
        look="framed"
        className={styles.table}
        aria-rowcount={matches.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className={styles.tick}>
              <VisuallyHidden>{t('matches.column.choose')}</VisuallyHidden>
            </th>
            <th scope="col">{t('matches.column.client')}</th>
            <th scope="col">{t('matches.column.subscription')}</th>
            <th scope="col" className={styles.reason}>
              {t('matches.column.reason')}
            </th>
          </tr>
        </thead>
        {first && first.start > 0 && <Gap height={first.start} />}
        <tbody>
          {view.rows.map(({ index, key }) => {
            const match = matches[index];
            return (
              match && <Row key={key} index={index} match={match} ticked={ticked.has(key)} onTick={onTick} />
            );
          })}
        </tbody>
        {below > 0 && <Gap height={below} />}
      </Table>
    </div>
  );
}

interface RowProps {
  index: number;
  match: LinkMatch;
  ticked: boolean;
  onTick: MatchesProps['onTick'];
}

function Row({ index, match, ticked, onTick }: RowProps) {
  const { client, option, reason, name } = match;
  const [customer, product, amount] = subscriptionParts(option);
  return (
    <tr aria-rowindex={index + 2}>
      <td className={styles.tick}>
        <Checkbox
          label={t('matches.link', { client: client.name, customer })}
          labelHidden
          checked={ticked}
          onCheckedChange={(isTicked) => onTick(match, isTicked)}
        />
      </td>
      <th scope="row" className={styles.who}>
        <bdi className={styles.name} title={client.name}>
          {client.name}
        </bdi>
        <span className={styles.more}>{client.email}</span>
      </th>
      <td className={styles.who}>
        <bdi className={styles.name} title={customer}>
          {customer}
        </bdi>
        <span className={styles.more} title={`${product} · ${amount}`}>
          {`${product} · ${amount}`}
        </span>
      </td>
      <td className={styles.reason}>
        {reason === 'name'
          ? t('matches.reason.name', { percent: formats.percent(Math.floor(name * 100)) })
          : t(`matches.reason.${reason}`)}
      </td>
    </tr>
  );
}

function Gap({ height }: { height: number }) {
  return (
    <tbody aria-hidden="true">
      <tr>
        <td colSpan={4} className={styles.gap} style={{ height }} />
      </tr>
    </tbody>
  );
}
