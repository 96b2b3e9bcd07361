import type { Calendar, CalendarDate, ConnectionId, Moment, Seconds } from '../billing/model.ts';
import { portfolio } from '../billing/portfolio.ts';
import { commitGeneration, deleteOtherGenerations } from '../store/generations.ts';
import type { Store } from '../store/open.ts';
import { readClientsView } from '../store/read-views.ts';
import type { ClientsView, ConnectionRecord, RunRecord, SnapshotRecord } from '../store/schema.ts';
import { computeViews, readRevision } from '../store/views.ts';
import { type ClientChange, whatChanged } from './what-changed.ts';

/**
 * Shows what a run has read: computes the views, what changed, the snapshot and the history, and moves the
 * connection to the new generation in one short transaction. Returns what changed.
 */
export async function commitRun(
  store: Store,
  connection: ConnectionRecord,
  run: RunRecord,
  now: Seconds,
  calendar: Calendar,
): Promise<ClientChange[]> {
  for (;;) {
    const revision = await readRevision(store);
    const before = await readClientsView(store);
    const next: ConnectionRecord = {
      ...((await store.get('connections', connection.id)) ?? connection),
      generation: run.generation,
      // What Stripe answered first is as old as the run: a resumed read must not claim to be younger.
      lastRefresh: run.startedAt,
      lastFullRead: run.startedAt,
    };
    const { clients, options, settings } = await computeViews(store, new Map([[connection.id, next]]));
    const moment = (view: ClientsView): Moment => ({
      now,
      calendar,
      upcomingWindowDays: settings.upcomingWindowDays,
      lastRefresh: new Map(
        view.connections.flatMap((c) => (c.lastRefresh === null ? [] : [[c.id, c.lastRefresh] as const])),
      ),
    });
    const changes =
      before && connection.lastRefresh !== null
        ? whatChanged(before.rows, clients.rows, connection.id, moment(before), moment(clients))
        : [];
    const committed = await commitGeneration(
      store,
      {
        connection: next,
        clients,
        options,
        snapshot: snapshotOf(clients, connection.id, moment(clients)),
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
    await deleteOtherGenerations(store, connection.id);
    return changes;
  }
}

/** MRR and late amount of the clients that are linked to this connection, on the user's day. */
function snapshotOf(view: ClientsView, connectionId: ConnectionId, moment: Moment): SnapshotRecord {
  const own = view.rows.filter((row) => row.links.some((link) => link.connectionId === connectionId));
  return {
    day: calendarDate(moment.calendar.dayOf(moment.now)),
    connectionId,
    mrr: portfolio(own, moment).mrr.map(({ currency, total, atRisk }) => ({
      currency,
      amount: total,
      late: atRisk,
    })),
  };
}

/** A day number as a date, "2026-11-22". */
function calendarDate(day: number): CalendarDate {
  return new Date(day * 86_400_000).toISOString().slice(0, 10) as CalendarDate;
}
