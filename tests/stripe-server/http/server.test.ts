import { once } from 'node:events';
import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from 'node:http2';
import { request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SAMPLE_KEYS, sampleAccounts } from '../samples/sample-account.ts';
import { startConnectProxy } from './connect-proxy.ts';
import { type StripeServer, startStripeServer } from './server.ts';

let server: StripeServer;
let session: ClientHttp2Session;

beforeEach(async () => {
  server = await startStripeServer({ account: sampleAccounts(1_795_000_000) });
  // Trusts the certificate by name: it has to be one, not merely to look like one.
  session = connect('https://api.stripe.com', {
    createConnection: () =>
      connectTls({
        port: server.port,
        host: '127.0.0.1',
        ca: server.cert,
        servername: 'api.stripe.com',
        ALPNProtocols: ['h2'],
      }),
  });
  session.on('error', () => undefined);
});

afterEach(async () => {
  session.destroy();
  await server.close();
});

interface Http2Answer {
  headers: IncomingHttpHeaders;
  text: string;
  /** Code of the reset, 0: none. */
  reset: number;
}

async function get(headers: Record<string, string>): Promise<Http2Answer> {
  const stream = session.request({
    ':method': 'GET',
    authorization: `Bearer ${SAMPLE_KEYS.secret}`,
    ...headers,
  });
  let answer: IncomingHttpHeaders = {};
  let text = '';
  stream.on('response', (received) => {
    answer = received;
  });
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text += chunk;
  });
  stream.on('error', () => undefined);
  await new Promise((resolve) => stream.once('close', resolve));
  return { headers: answer, text, reset: stream.rstCode };
}

describe('over the network', () => {
  it('HTTP/2 is spoken, with a certificate for Stripe’s host', async () => {
    const { headers, text } = await get({ ':path': '/v1/subscriptions?limit=3' });
    expect(session.alpnProtocol).toBe('h2');
    expect(headers[':status']).toBe(200);
    expect(headers['request-id']).toMatch(/^req_/);
    expect(JSON.parse(text).data).toHaveLength(3);
    expect(server.requests).toMatchObject([
      {
        host: 'api.stripe.com',
        httpVersion: '2.0',
        path: '/v1/subscriptions',
        query: 'limit=3',
        status: 200,
      },
    ]);
  });

  it('many requests share a connection', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => get({ ':path': '/v1/products' })));
    expect(answers.every(({ headers }) => Number(headers[':status']) === 200)).toBe(true);
  });

  it('HTTP/1.1 is spoken too', async () => {
    const outgoing = request({
      host: '127.0.0.1',
      port: server.port,
      ca: server.cert,
      path: '/v1/products',
      headers: { host: 'api.stripe.com', authorization: `Bearer ${SAMPLE_KEYS.secret}` },
    }).end();
    const [response] = await once(outgoing, 'response');
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(server.requests[0]).toMatchObject({ httpVersion: '1.1', host: 'api.stripe.com' });
  });

  it('other hosts are answered 502 and listed with where they came from', async () => {
    const { headers } = await get({
      ':path': '/update?x=1',
      ':authority': 'clients2.google.com',
      origin: 'chrome-extension://abc',
      'sec-fetch-site': 'none',
    });
    expect(headers[':status']).toBe(502);
    expect(server.foreign).toMatchObject([
      {
        host: 'clients2.google.com',
        headers: { origin: 'chrome-extension://abc', 'sec-fetch-site': 'none' },
      },
    ]);
    expect(server.writes).toEqual([]);
  });

  it('writes are refused and recorded with their size', async () => {
    const stream = session.request({ ':method': 'POST', ':path': '/v1/customers' });
    stream.end('name=Acme');
    const [headers] = await once(stream, 'response');
    stream.resume();
    expect(headers[':status']).toBe(403);
    expect(server.writes).toMatchObject([{ method: 'POST', bodyBytes: 9 }]);
  });

  it('a cut or halved answer breaks one stream and not the connection', async () => {
    server.faults.push({ kind: 'cut' });
    server.faults.push({ kind: 'half-body' });
    const cut = await get({ ':path': '/v1/products' });
    expect([cut.text, cut.reset]).toEqual(['', constants.NGHTTP2_INTERNAL_ERROR]);
    const half = await get({ ':path': '/v1/products' });
    expect(half.headers[':status']).toBe(200);
    expect(half.text.length).toBeGreaterThan(0);
    expect(() => JSON.parse(half.text)).toThrow();
    expect(half.reset).toBe(constants.NGHTTP2_INTERNAL_ERROR);
    expect((await get({ ':path': '/v1/products' })).headers[':status']).toBe(200);
  });

  it('closing ends what stalls', async () => {
    server.faults.push({ kind: 'stall' });
    const arrived = server.nextRequest();
    const stalled = get({ ':path': '/v1/products' });
    await arrived;
    await server.close();
    expect((await stalled).text).toBe('');
    server = await startStripeServer({ account: sampleAccounts(1) });
  });
});

describe('the proxy', () => {
  async function dial(port: number, target: string) {
    const socket = connectTcp(port, '127.0.0.1');
    socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
    const [head] = await once(socket, 'data');
    return { socket, status: String(head).split(' ')[1] };
  }

  it('leads to Stripe', async () => {
    const proxy = await startConnectProxy(server.port);
    const { socket, status } = await dial(proxy.port, 'api.stripe.com:443');
    expect(status).toBe('200');
    const tls = connectTls({ socket, ca: server.cert, servername: 'api.stripe.com', ALPNProtocols: ['h2'] });
    await once(tls, 'secureConnect');
    expect(tls.authorized).toBe(true);
    tls.destroy();
    await proxy.close();
    expect(proxy.refused).toEqual([]);
  });

  it('leads nowhere else and says what was wanted', async () => {
    const proxy = await startConnectProxy(server.port);
    for (const target of ['example.com:443', 'api.stripe.com:80']) {
      const { socket, status } = await dial(proxy.port, target);
      expect(status).toBe('403');
      socket.destroy();
    }
    await proxy.close();
    expect(proxy.refused).toEqual(['example.com:443', 'api.stripe.com:80']);
  });
});
