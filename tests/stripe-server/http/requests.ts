/**
 * `cut`: the connection breaks before an answer. `stall`: no answer ever comes. `html`: a proxy's page instead
 * of JSON, status 502. `half-body`: the answer breaks off in the middle. `wrong-json`: status 200 and JSON that
 * is not what was asked for. `status`: an error of Stripe's with that status.
 */
export type FaultKind = 'cut' | 'stall' | 'html' | 'half-body' | 'wrong-json' | 'status';

/** What the server keeps of a request, whatever became of it. */
export interface RecordedRequest {
  /** Milliseconds since 1970. */
  at: number;
  method: string;
  /** Host as the client named it, with its port unless that is 443. */
  host: string;
  path: string;
  /** Without the question mark. */
  query: string;
  params: URLSearchParams;
  /** Names in lower case; `authorization` is among them. */
  headers: Readonly<Record<string, string>>;
  bodyBytes: number;
  httpVersion: string;
  /** The path with `:id` for ids. */
  endpoint: string;
  /** null: no answer was sent (yet). */
  status: number | null;
  /** `Request-Id` of the answer. */
  requestId: string | null;
  fault: FaultKind | null;
}

/** All requests in the order they came, and the three kinds that tests ask about. */
export class RequestLog {
  readonly #all: RecordedRequest[] = [];
  readonly #hosts: readonly string[];
  #waiting: { match: (request: RecordedRequest) => boolean; resolve: (request: RecordedRequest) => void }[] =
    [];

  /** `hosts`: those that count as Stripe. */
  constructor(hosts: readonly string[]) {
    this.#hosts = hosts;
  }

  get all(): readonly RecordedRequest[] {
    return this.#all;
  }

  isForeign(request: Pick<RecordedRequest, 'host'>): boolean {
    return !this.#hosts.includes(request.host);
  }

  get foreign(): readonly RecordedRequest[] {
    return this.#all.filter((request) => this.isForeign(request));
  }

  get writes(): readonly RecordedRequest[] {
    return this.#all.filter(
      (request) => !this.isForeign(request) && request.method !== 'GET' && request.method !== 'OPTIONS',
    );
  }

  get preflights(): readonly RecordedRequest[] {
    return this.#all.filter((request) => !this.isForeign(request) && request.method === 'OPTIONS');
  }

  add(request: RecordedRequest): void {
    this.#all.push(request);
    const served = this.#waiting.filter(({ match }) => match(request));
    this.#waiting = this.#waiting.filter((waiter) => !served.includes(waiter));
    for (const { resolve } of served) resolve(request);
  }

  next(match: (request: RecordedRequest) => boolean): Promise<RecordedRequest> {
    return new Promise((resolve) => this.#waiting.push({ match, resolve }));
  }

  clear(): void {
    this.#all.length = 0;
  }
}
