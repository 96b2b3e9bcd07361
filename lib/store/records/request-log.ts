import type { Announcement } from '../../messaging/announce.ts';
import type { ConnectionId } from '../../model/ids.ts';
import { entryId } from '../db/entry-id.ts';
import type { Store } from '../db/open.ts';
import type { RequestRecord } from '../db/schema.ts';
import { trimRequests, writeRequests } from './requests.ts';

/** The part of an entry that the request itself tells. One object per request, filled in as its answer comes. */
export type ReportedRequest = Omit<RequestRecord, 'id' | 'connectionId' | 'status'> & { status: number };

export interface RequestHooks {
  /** Resolves once the request is logged: send it then. */
  onSend: (request: ReportedRequest) => Promise<void>;
  /** Its answer, or that none came. */
  onRequest: (request: ReportedRequest) => void;
}

/** How many entries are added between two looks at the log's length. */
const TRIMMED_EVERY = 200;

/**
 * The activity log of one refresh or key check. A request is stored before it is sent, so that none is lost with the
 * background. What comes while a transaction is under way shares the next one.
 */
export class RequestLog {
  private readonly known = new Map<ReportedRequest, RequestRecord>();
  private readonly added = new Map<string, RequestRecord>();
  private readonly answered = new Map<string, RequestRecord>();
  private writing: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;
  private count = 0;

  /** @param announces what a write of answers announces; null: the caller announces its own progress */
  constructor(
    private readonly store: Store,
    private readonly announces: Announcement | null = null,
  ) {}

  /** @param connectionId null: a key whose account is not known yet */
  hooksFor(connectionId: ConnectionId | null): RequestHooks {
    return {
      onSend: (request) => {
        const id = entryId(request.at, this.count);
        this.count += 1;
        const record: RequestRecord = { ...request, id, connectionId, status: null };
        this.known.set(request, record);
        this.added.set(id, record);
        return this.writeSoon();
      },
      onRequest: (request) => {
        const sent = this.known.get(request);
        if (!sent) return;
        this.known.delete(request);
        const record: RequestRecord = { ...sent, ...request };
        if (this.added.has(sent.id)) this.added.set(sent.id, record);
        else this.answered.set(sent.id, record);
        void this.writeSoon();
      },
    };
  }

  /** Resolves when all is written that can be. */
  async flush(): Promise<void> {
    await this.writeSoon();
    if (this.count > 0) await this.trim();
  }

  private writeSoon(): Promise<void> {
    if (this.next === null) {
      this.next = this.writing.then(() => {
        this.next = null;
        return this.write();
      });
      this.writing = this.next;
    }
    return this.next;
  }

  /** A log that cannot be written must not stop a refresh: the next write tries again. */
  private async write(): Promise<void> {
    const sent = [...this.added.values()];
    const answered = [...this.answered.values()];
    if (sent.length + answered.length === 0) return;
    const announces = answered.length > 0 ? this.announces : null;
    try {
      await writeRequests(this.store, { sent, answered }, announces);
    } catch {
      return;
    }
    for (const record of sent) {
      const latest = this.added.get(record.id);
      this.added.delete(record.id);
      // Answered while it was being stored.
      if (latest && latest !== record) this.answered.set(record.id, latest);
    }
    for (const record of answered) this.answered.delete(record.id);
    if (this.answered.size > 0) void this.writeSoon();
    if (this.count % TRIMMED_EVERY === 0) await this.trim();
  }

  private trim(): Promise<void> {
    return trimRequests(this.store).catch(() => undefined);
  }
}
