import type { DBSchema } from 'idb';
import type { AmountPart, ClientDigest, MonthlyStep } from '../../billing/digest.ts';
import type { BulkAction, ClientRecord } from '../../model/client.ts';
import type { AccountColour, Mode } from '../../model/connection.ts';
import type { FailureCode } from '../../model/failure.ts';
import type { ClientId, ConnectionId, SubscriptionId } from '../../model/ids.ts';
import type { Permissions } from '../../model/permissions.ts';
import type { Change, RefreshState } from '../../model/refresh.ts';
import type { OneTotalSettings, ReminderTemplates, Settings } from '../../model/settings.ts';
import type { Coupon, Invoice, PriceTerms, Subscription } from '../../model/subscription.ts';
import type { Currency, Seconds } from '../../model/units.ts';

export interface ConnectionRecord {
  id: ConnectionId;
  /**
   * SHA-256 of the account's id (acct_…), to recognize another key of the same account; null: the key can't
   * read it. Not the id itself: Stripe's keys contain it, and no part of a key may stay after Disconnect.
   */
  accountDigest: string | null;
  accountName: string | null;
  /** The user's name for it; absent: Stripe's. */
  ownName?: string;
  colour?: AccountColour;
  mode: Mode;
  keyKind: 'restricted' | 'secret';
  /** Last four characters of the key; null after Disconnect. */
  keyHint: string | null;
  keySavedAt?: Seconds;
  /** false after Disconnect: figures stay, no key. */
  connected: boolean;
  permissions: Permissions;
  /** The generation that pages read; 0: nothing read yet. */
  generation: number;
  /** `created` of the newest event seen. */
  eventsPosition: Seconds | null;
  lastRefresh: Seconds | null;
  lastFullRead: Seconds | null;
  /** Where the change feed resumes; absent: the next refresh reads everything. */
  feed?: FeedState;
  createdAt: Seconds;
}

export interface FeedState {
  /** Ids of events in the overlap before `eventsPosition`, already handled. */
  seen: readonly string[];
  /** Linked subscriptions that Stripe doesn't know: not requested again each time. */
  absent: readonly SubscriptionId[];
  /** Renewed, and still naming the invoice of the period before: read again. Absent: none. */
  awaiting?: readonly SubscriptionId[];
  /** What the key could read then; more permissions mean reading everything again. */
  permissions: Permissions;
}

export interface SubscriptionRecord extends Subscription {
  connectionId: ConnectionId;
  generation: number;
}

export interface InvoiceRecord extends Invoice {
  connectionId: ConnectionId;
  generation: number;
}

export interface RunRecord {
  connectionId: ConnectionId;
  generation: number;
  startedAt: Seconds;
  /** null: nothing read yet. Parsed by `checkpointIn` of lib/refresh/checkpoint.ts. */
  walkers: unknown;
  requests: number;
}

export interface SnapshotRecord {
  /** Day in the user's calendar, YYYY-MM-DD. */
  day: string;
  connectionId: ConnectionId;
  mrr: { currency: string; amount: number; late: number }[];
}

export interface HistoryRecord {
  /** From `entryId`: entries are in order of time. */
  id: string;
  at: Seconds;
  clientId: ClientId;
  connectionId: ConnectionId | null;
  change: Change;
}

/** One request to Stripe, for the activity log. No key, no query values that name a person. */
export interface RequestRecord {
  /** From `entryId`: entries are in order of time. */
  id: string;
  /** Milliseconds since 1970 (UTC). */
  at: number;
  path: string;
  /** 0: no answer came. null: none was seen, because it is under way or the browser ended the background. */
  status: number | null;
  durationMs: number;
  bytes: number | null;
  requestId: string | null;
  connectionId: ConnectionId | null;
}

/** What the popup and the dashboard paint first: a row per client, in id order. A cache. */
export interface ClientsView {
  rows: ClientDigest[];
  connections: ConnectionSummary[];
}

/** Part of a view (views/read.ts): one string is read and written many times faster than its objects. */
export interface StoredView {
  name: string;
  json: string;
}

export interface EditionHeader {
  edition: string;
  parts: number;
}

export interface ClientsHeader extends EditionHeader {
  connections: ConnectionSummary[];
}

export interface ConnectionSummary {
  id: ConnectionId;
  /** The user's name for it, else Stripe's. */
  accountName: string | null;
  mode: Mode;
  connected: boolean;
  lastRefresh: Seconds | null;
}

/** A subscription that can be linked: one that has not ended. */
export interface SubscriptionOption {
  connectionId: ConnectionId;
  id: SubscriptionId;
  customerId: string;
  customer: string;
  email: string | null;
  product: string;
  status: string;
  currency: Currency;
  amounts: AmountPart[];
  monthly: MonthlyStep[];
  /** null: unreadable. */
  startDate: Seconds | null;
}

export interface OptionsView {
  options: SubscriptionOption[];
}

/** Records of the shown generation that a commit replaces, if it shows no new one. */
export interface Replaced {
  subscriptions: readonly Subscription[];
  goneSubscriptions: readonly SubscriptionId[];
  invoices: readonly Invoice[];
  goneInvoices: readonly string[];
}

export interface VaultRecord {
  name: string;
  /** Parsed by lib/vault/copies.ts. */
  envelope: unknown;
}

export interface DraftRecord {
  name: string;
  /** A form, parsed by `parseForm` of lib/clients/form.ts; or "undo:…", by lib/store/records/undo-stack.ts. */
  fields: unknown;
  savedAt: Seconds;
}

export interface UndoEntry {
  id: string;
  action: BulkAction;
  at: Seconds;
  /** Clients changed. */
  count: number;
  /** Clients left alone, as another window had changed them. */
  left: number;
  /** The client's name, if it is one. */
  name: string;
}

export type MetaRecord =
  /** Columns of the table of clients. Parsed by lib/store/records/column-choice.ts. */
  | { name: 'columns'; value: Record<string, boolean> }
  | { name: 'settings'; value: Settings }
  | { name: 'one-total'; value: OneTotalSettings }
  | { name: 'reminder'; value: ReminderTemplates }
  | { name: 'refresh'; value: RefreshState }
  | { name: 'revision'; value: number }
  /** Its one parser is lib/store/records/failures.ts. */
  | { name: 'failures'; value: { at: number; code: FailureCode }[] }
  /** Oldest first. Parsed by lib/store/records/undo-stack.ts; the changes are in `drafts`, "undo:<id>". */
  | { name: 'undo'; value: UndoEntry[] }
  /** Requests of a calendar month (UTC), "requests:2025-11". */
  | { name: `requests:${string}`; value: number };

export interface ClientPlugSchema extends DBSchema {
  clients: { key: ClientId; value: ClientRecord };
  connections: { key: ConnectionId; value: ConnectionRecord };
  subscriptions: { key: [ConnectionId, number, SubscriptionId]; value: SubscriptionRecord };
  invoices: {
    key: [ConnectionId, number, string];
    value: InvoiceRecord;
    indexes: {
      bySubscription: [ConnectionId, number, SubscriptionId];
      byCustomer: [ConnectionId, number, string];
    };
  };
  runs: { key: ConnectionId; value: RunRecord };
  products: { key: [ConnectionId, string]; value: { connectionId: ConnectionId; id: string; name: string } };
  coupons: { key: [ConnectionId, string]; value: Coupon & { connectionId: ConnectionId } };
  prices: { key: [ConnectionId, string]; value: PriceTerms & { connectionId: ConnectionId } };
  vault: { key: string; value: VaultRecord };
  drafts: { key: string; value: DraftRecord };
  snapshots: { key: [string, ConnectionId]; value: SnapshotRecord };
  history: { key: string; value: HistoryRecord; indexes: { byClient: ClientId } };
  requests: { key: string; value: RequestRecord };
  views: { key: string; value: StoredView };
  meta: { key: MetaRecord['name']; value: MetaRecord };
}
