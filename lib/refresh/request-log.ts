import type { ConnectionId } from '../model/ids.ts';
import type { Store } from '../store/db/open.ts';
import type { RequestRecord } from '../store/db/schema.ts';
import { addToMonthCount, logRequests } from '../store/records/requests.ts';
import type { RequestReport } from '../stripe/transport/read-only-fetch.ts';

const BATCH = 20;

export class RequestLog {
  private waiting: RequestRecord[] = [];
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly now: () => number,
  ) {}

  add(connectionId: ConnectionId, report: RequestReport): void {
    this.waiting.push({ ...report, connectionId });
    // A log that cannot be written must not stop a refresh.
    if (this.waiting.length >= BATCH)
      this.writing = this.writing.then(() => this.write()).catch(() => undefined);
  }

  async flush(): Promise<void> {
    await this.writing;
    await this.write();
  }

  private async write(): Promise<void> {
    const records = this.waiting;
    this.waiting = [];
    await logRequests(this.store, records);
    await addToMonthCount(this.store, this.now(), records.length);
  }
}
