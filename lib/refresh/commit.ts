import type { AsOf, Calendar } from '../billing/as-of.ts';
import { dateOfDay } from '../billing/calendar.ts';
import { portfolio } from '../billing/portfolio.ts';
import type { ConnectionId } from '../model/ids.ts';
import type { Seconds } from '../model/units.ts';
import type { Store } from '../store/db/open.ts';
import type { ClientsView, ConnectionRecord, RunRecord, SnapshotRecord } from '../store/db/schema.ts';
import { readRevision } from '../store/db/write.ts';
import { deleteOtherGenerations } from '../store/generations/cleanup.ts';
import { commitGeneration } from '../store/generations/commit.ts';
import {
  type CatalogueChanges,
  catalogueChanges,
  readComingCatalogue,
} from '../store/generations/staging.ts';
import { readConnection } from '../store/records/connections.ts';
import { readSettings } from '../store/records/settings.ts';
import { buildAsOf } from '../store/views/as-of.ts';
import { computeViews, summarize } from '../store/views/compute.ts';
import { readClientsView } from '../store/views/read.ts';
import type { CompletedRead } from './reading/context.ts';
import { countReplaced, replacedBy } from './replaced-records.ts';
import { type ClientChange, whatChanged } from './what-changed.ts';

interface CommitInput {
  store: Store;
  connection: ConnectionRecord;
  run: RunRecord;
  read: CompletedRead;
  now: Seconds;
  calendar: Calendar;
}

/**
 * Computes everything that follows from a completed read and shows it in one short transaction. null, having written
 * nothing: the account is no longer connected.
 */
export async function commitRun(input: CommitInput): Promise<ClientChange[] | null> {
  const { store, connection, run, read, now, calendar } = input;
  const replaced = read.kind === 'changes' ? await replacedBy({ store, connection, run, read }) : null;
  const catalogue = await catalogueChanges(store, connection.id);
  const coming = await readComingCatalogue(store, connection.id);
  for (;;) {
    const revision = await readRevision(store);
    const before = await readClientsView(store);
    const stored = await readConnection(store, connection.id);
    if (!stored?.connected) return null;
    const next = afterRead(stored, input);
    const isUnchanged = replaced !== null && countReplaced(replaced) === 0 && countOf(catalogue) === 0;
    const { clients, options, settings } =
      isUnchanged && before
        ? { clients: withSummary(before, next), options: null, settings: await readSettings(store) }
        : await computeViews(store, {
            connection: next,
            catalogue: coming,
            replaced,
            subscriptions: read.subscriptions,
          });
    const asOf = (view: ClientsView) => buildAsOf({ now, calendar, settings, connections: view.connections });
    const changes =
      before && connection.lastRefresh !== null
        ? whatChanged(
            { rows: before.rows, asOf: asOf(before) },
            { rows: clients.rows, asOf: asOf(clients) },
            connection.id,
          )
        : [];
    const committed = await commitGeneration(
      store,
      {
        connection: next,
        replaced,
        catalogue,
        connections: clients.connections,
        rows: isUnchanged && before ? null : clients.rows,
        options: options?.options ?? null,
        snapshot: snapshotOf(clients, connection.id, asOf(clients)),
        history: changes.map(({ clientId, change }) => ({
          at: now,
          clientId,
          connectionId: connection.id,
          change,
        })),
      },
      revision,
    );
    if (!committed) continue;
    // Staged changes are few. An older generation is large, so its removal can wait.
    if (replaced) await deleteOtherGenerations(store, connection.id);
    return changes;
  }
}

/** @param stored read now: the key may have been replaced since the read began */
function afterRead(
  stored: ConnectionRecord,
  { connection, run, read }: Pick<CommitInput, 'connection' | 'run' | 'read'>,
): ConnectionRecord {
  const isWhole = read.kind === 'everything';
  return {
    ...stored,
    generation: isWhole ? run.generation : stored.generation,
    // The first responses are as old as the run, so a resumed read must not claim to be newer.
    lastRefresh: run.startedAt,
    lastFullRead: isWhole ? run.startedAt : stored.lastFullRead,
    eventsPosition: read.eventsPosition,
    feed: {
      seen: read.eventsSeen,
      absent: read.absent,
      permissions: connection.permissions,
      ...(read.awaiting.length > 0 ? { awaiting: read.awaiting } : {}),
    },
  };
}

const countOf = ({ products, prices, coupons }: CatalogueChanges) =>
  products.length + prices.length + coupons.length;

function withSummary(view: ClientsView, connection: ConnectionRecord): ClientsView {
  const connections = view.connections.map((one) => (one.id === connection.id ? summarize(connection) : one));
  return { ...view, connections };
}

function snapshotOf(view: ClientsView, connectionId: ConnectionId, asOf: AsOf): SnapshotRecord {
  const ofConnection = view.rows.filter((row) =>
    row.links.some((link) => link.connectionId === connectionId),
  );
  return {
    day: dateOfDay(asOf.calendar.dayOf(asOf.now)),
    connectionId,
    mrr: portfolio(ofConnection, asOf).mrr.map(({ currency, total, atRisk }) => ({
      currency,
      amount: total,
      late: atRisk,
    })),
  };
}
