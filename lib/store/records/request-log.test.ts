import { beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT } from '../../../tests/support/build-connection.ts';
import { failFrom } from '../db/failing.fixture.ts';
import { forgetAll } from '../db/forget.ts';
import type { Store } from '../db/open.ts';
import { emptyStore } from '../db/store.fixture.ts';
import { type ReportedRequest, RequestLog } from './request-log.ts';
import { countRequestsThisMonth, listRequests } from './requests.ts';

const NOVEMBER = Date.UTC(2025, 10, 30, 23, 59, 59);
const DECEMBER = NOVEMBER + 1_000;

const request = (at: number, path = '/v1/events'): ReportedRequest => ({
  at,
  path,
  status: 0,
  durationMs: 0,
  bytes: null,
  requestId: null,
});
const answer = (sent: ReportedRequest) =>
  Object.assign(sent, { status: 200, durationMs: 120, bytes: 9, requestId: 'req_1' });

let store: Store;
let log: RequestLog;
const listed = () => listRequests(store, { limit: 10_000 });

beforeEach(async () => {
  store = await emptyStore();
  log = new RequestLog(store);
});

describe('the activity log', () => {
  test('holds a request before it is sent, and its answer when it has come', async () => {
    const { onSend, onRequest } = log.hooksFor(ACCOUNT);
    const sent = request(NOVEMBER);
    await onSend(sent);
    expect(await listed()).toMatchObject([{ path: '/v1/events', status: null, connectionId: ACCOUNT }]);
    expect(await countRequestsThisMonth(store, NOVEMBER)).toBe(1);
    onRequest(answer(sent));
    await log.flush();
    expect(await listed()).toMatchObject([{ status: 200, durationMs: 120, bytes: 9, requestId: 'req_1' }]);
    expect(await countRequestsThisMonth(store, NOVEMBER)).toBe(1);
  });

  test('says of a cut connection that no answer came', async () => {
    const { onSend, onRequest } = log.hooksFor(ACCOUNT);
    const sent = request(NOVEMBER);
    await onSend(sent);
    onRequest(sent);
    await log.flush();
    expect(await listed()).toMatchObject([{ status: 0 }]);
  });

  test('lists the latest first, and counts each in its own month', async () => {
    const { onSend } = log.hooksFor(null);
    const paths = ['/v1/events', '/v1/invoices', '/v1/subscriptions'];
    await Promise.all(paths.map((path, index) => onSend(request(index === 2 ? DECEMBER : NOVEMBER, path))));
    expect((await listed()).map(({ path }) => path)).toEqual([...paths].reverse());
    expect(await countRequestsThisMonth(store, NOVEMBER)).toBe(2);
    expect(await countRequestsThisMonth(store, DECEMBER)).toBe(1);
  });

  test('keeps the last 5,000', async () => {
    const { onSend } = log.hooksFor(null);
    await Promise.all(Array.from({ length: 5_003 }, (_, index) => onSend(request(NOVEMBER + index))));
    await log.flush();
    const entries = await listed();
    expect(entries).toHaveLength(5_000);
    expect(entries.at(-1)?.at).toBe(NOVEMBER + 3);
  });

  test('an answer that comes after Forget everything brings nothing back', async () => {
    const { onSend, onRequest } = log.hooksFor(ACCOUNT);
    const sent = request(NOVEMBER);
    await onSend(sent);
    await forgetAll(store);
    onRequest(answer(sent));
    await log.flush();
    expect(await listed()).toEqual([]);
  });

  test('what could not be written is written with the next', async () => {
    const { onSend, onRequest } = log.hooksFor(ACCOUNT);
    const sent = request(NOVEMBER);
    const failing = failFrom(1, () => new DOMException('No room.', 'QuotaExceededError'));
    await onSend(sent);
    failing.restore();
    expect(await listed()).toEqual([]);
    onRequest(answer(sent));
    await log.flush();
    expect(await listed()).toMatchObject([{ status: 200 }]);
    expect(await countRequestsThisMonth(store, NOVEMBER)).toBe(1);
  });

  test('a damaged key does not end it', async () => {
    await store.put('requests', { ...request(NOVEMBER), id: 2 ** 53, connectionId: null } as never);
    await store.put('requests', { ...request(NOVEMBER), id: '~', connectionId: null });
    const { onSend } = log.hooksFor(ACCOUNT);
    for (let nth = 0; nth < 3; nth += 1) await onSend(request(NOVEMBER, `/v1/invoices/in_${nth}`));
    expect((await listed()).filter(({ path }) => path.startsWith('/v1/invoices'))).toHaveLength(3);
  });
});
