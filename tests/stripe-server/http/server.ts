import { constants, createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { selfSignedCertificate } from './certificate.ts';
import { type TestStripe, testStripe } from './fetch.ts';
import { type Incoming, type Outcome, type StripeOptions, StripeService } from './service.ts';

export interface StripeServer extends TestStripe {
  readonly port: number;
  /** `https://127.0.0.1:port`, for clients that name the host themselves. */
  readonly url: string;
  /** The certificate as PEM. */
  readonly cert: string;
  /** Ends all connections, waiting requests too. */
  close(): Promise<void>;
}

function headersOf(request: Http2ServerRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (!name.startsWith(':') && value !== undefined) headers[name] = String(value);
  }
  return headers;
}

async function bodyBytes(request: Http2ServerRequest): Promise<number> {
  let bytes = 0;
  for await (const chunk of request) bytes += (chunk as Buffer).length;
  return bytes;
}

/** Breaks one exchange off: the stream of HTTP/2, the connection of HTTP/1.1. */
function breakOff(response: Http2ServerResponse): void {
  if (response.stream?.close) response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else response.socket.destroy();
}

function send(response: Http2ServerResponse, outcome: Outcome): void {
  if (outcome.kind === 'stall') return;
  if (outcome.kind === 'cut') {
    breakOff(response);
    return;
  }
  const body = Buffer.from(outcome.body);
  response.writeHead(outcome.status, { ...outcome.headers, 'content-length': String(body.length) });
  if (outcome.kind === 'answer') {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, body.length >> 1), () => breakOff(response));
}

/** Starts the server on 127.0.0.1; without a port on a free one. */
export async function startStripeServer(options: StripeOptions & { port?: number }): Promise<StripeServer> {
  const service = new StripeService(options);
  const { key, cert } = selfSignedCertificate();
  const sockets = new Set<Socket>();

  async function handle(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const [path = '', query = ''] = request.url.split('?', 2);
    const incoming: Incoming = {
      method: request.method,
      host: request.authority || String(request.headers.host ?? ''),
      path,
      query,
      headers: headersOf(request),
      bodyBytes: await bodyBytes(request),
      httpVersion: request.httpVersion,
      signal: gone.signal,
    };
    const outcome = await service.handle(incoming);
    if (!gone.signal.aborted) send(response, outcome);
  }

  const server = createSecureServer(
    { key, cert, allowHTTP1: true, settings: { maxConcurrentStreams: 128 } },
    (request, response) => {
      handle(request, response).catch((error: unknown) => {
        // The client went away, or the server has a bug: either way this exchange is over.
        if (!response.destroyed && !response.writableEnded) breakOff(response);
        if (!request.aborted) console.error(error);
      });
    },
  );
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  // Browsers open connections and drop them; that is no reason to end.
  server.on('sessionError', () => undefined);
  server.on('tlsClientError', () => undefined);

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return Object.assign(testStripe(service), { port, url: `https://127.0.0.1:${port}`, cert, close });

  async function close(): Promise<void> {
    service.faults.clear();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  }
}
