import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, idsOf } from '../http/ask.ts';
import { createStripe } from '../http/fetch.ts';
import { generateAccount, generatedKeys } from '../samples/generate-account.ts';

const NOW = 1_795_000_000;
const DAY = 86_400;
const { secret } = generatedKeys();
const account = generateAccount({ seed: 3, subscriptions: 240, now: NOW });
const stripe = createStripe({ account });
const get = (address: string) => ask(stripe, secret, address);

describe('a list', () => {
  it('has ten objects unless told otherwise, and no total', async () => {
    const { body } = await get('/v1/subscriptions');
    expect(Object.keys(body).sort()).toEqual(['data', 'has_more', 'object', 'url']);
    expect(body).toMatchObject({ object: 'list', url: '/v1/subscriptions', has_more: true });
    expect(body.data).toHaveLength(10);
  });

  it.each([
    ['101', 'limit'],
    ['0', 'limit'],
    ['ten', 'limit'],
  ])('refuses limit=%s', async (limit, param) => {
    const { status, body } = await get(`/v1/subscriptions?limit=${limit}`);
    expect([status, body.error.code, body.error.param]).toEqual([400, 'parameter_invalid_integer', param]);
  });

  it('comes newest first', async () => {
    const { body } = await get('/v1/subscriptions?limit=100');
    const created = body.data.map((object: { created: number }) => object.created);
    expect(created).toEqual([...created].sort((a, b) => b - a));
  });

  it.each(['subscriptions', 'invoices', 'customers', 'products', 'prices', 'coupons'])(
    'of %s, walked in either direction with any page size, has every object exactly once',
    async (resource) => {
      const forwards = async (limit: number): Promise<string[]> => {
        const ids: string[] = [];
        for (;;) {
          const cursor = ids.length > 0 ? `&starting_after=${ids.at(-1)}` : '';
          const reply = await get(`/v1/${resource}?limit=${limit}${cursor}`);
          ids.push(...idsOf(reply));
          if (!reply.body.has_more) return ids;
        }
      };
      const backwards = async (limit: number, last: string): Promise<string[]> => {
        let ids = [last];
        for (;;) {
          const reply = await get(`/v1/${resource}?limit=${limit}&ending_before=${ids[0]}`);
          ids = [...idsOf(reply), ...ids];
          if (!reply.body.has_more) return ids;
        }
      };
      const all = await forwards(100);
      expect(new Set(all).size).toBe(all.length);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 7, max: 100 }), async (limit) => {
          expect(await forwards(limit)).toEqual(all);
          expect(await backwards(limit, all.at(-1) ?? '')).toEqual(all);
        }),
        { numRuns: 5 },
      );
    },
  );

  it('goes on after an object that the filter leaves out', async () => {
    const ended = idsOf(await get('/v1/subscriptions?status=ended&limit=1'))[0] ?? '';
    const { status, body } = await get(`/v1/subscriptions?limit=100&starting_after=${ended}`);
    const position = account.subscriptions.position(ended);
    expect(status).toBe(200);
    for (const { id } of body.data) expect(account.subscriptions.position(id)).toBeGreaterThan(position);
  });

  it('refuses a cursor it does not know', async () => {
    const { status, body } = await get('/v1/subscriptions?starting_after=sub_gone');
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 'resource_missing',
      param: 'starting_after',
      message: "No such subscription: 'sub_gone'",
    });
  });

  it('refuses two cursors, a parameter given twice, and parameters of another list', async () => {
    for (const query of [
      'starting_after=a&ending_before=b',
      'limit=1&limit=2',
      'updated[gte]=1',
      'search=x',
    ]) {
      expect((await get(`/v1/subscriptions?${query}`)).status).toBe(400);
    }
    const { body } = await get('/v1/subscriptions?ids[]=sub_1');
    expect(body.error).toMatchObject({
      code: 'parameter_unknown',
      message: 'Received unknown parameter: ids',
      param: 'ids',
      type: 'invalid_request_error',
    });
  });

  it('filters by when objects were created', async () => {
    const [newer, pivot, older] = account.subscriptions.inOrder().slice(20, 23);
    const at = pivot?.created ?? 0;
    expect(idsOf(await get(`/v1/subscriptions?status=all&created=${at}`))).toEqual([pivot?.id]);
    const inside = idsOf(
      await get(`/v1/subscriptions?status=all&created[gt]=${older?.created}&created[lt]=${newer?.created}`),
    );
    expect(inside).toEqual([pivot?.id]);
    const edges = idsOf(
      await get(`/v1/subscriptions?status=all&created[gte]=${older?.created}&created[lte]=${newer?.created}`),
    );
    expect(edges).toEqual([newer?.id, pivot?.id, older?.id]);
    expect((await get('/v1/subscriptions?created[after]=1')).body.error.code).toBe('parameter_unknown');
  });
});

describe('subscriptions', () => {
  const statuses = async (query: string): Promise<Set<string>> => {
    const { body } = await get(`/v1/subscriptions?limit=100&${query}`);
    return new Set(body.data.map(({ status }: { status: string }) => status));
  };

  it('leave the ended ones out, unless asked for', async () => {
    const usual = await statuses('');
    expect(usual.has('canceled') || usual.has('incomplete_expired')).toBe(false);
    expect(usual.has('active')).toBe(true);
    expect([...(await statuses('status=ended'))].sort()).toEqual(['canceled', 'incomplete_expired']);
    for (const status of ['active', 'canceled', 'past_due', 'trialing', 'paused', 'unpaid', 'incomplete']) {
      expect([...(await statuses(`status=${status}`))]).toEqual([status]);
    }
    expect((await get('/v1/subscriptions?status=late')).status).toBe(400);
  });

  it('on test clocks are nowhere, unless the clock is named', async () => {
    const onClock = [...account.subscriptions.values()].filter((one) => one.test_clock !== null);
    expect(onClock.length).toBeGreaterThan(0);
    const { body } = await get('/v1/subscriptions?status=all&limit=100');
    expect(body.data.every((one: { test_clock: null }) => one.test_clock === null)).toBe(true);
    expect(idsOf(await get('/v1/subscriptions?test_clock=clock_1TGenerated')).sort()).toEqual(
      onClock.map(({ id }) => id).sort(),
    );
  });

  it('are filtered by customer, price and the end of the period', async () => {
    const [one] = account.subscriptions.inOrder().filter(({ status }) => status === 'active');
    const item = one?.items.data[0];
    expect(idsOf(await get(`/v1/subscriptions?customer=${one?.customer}`))).toContain(one?.id);
    expect(idsOf(await get(`/v1/subscriptions?limit=100&price=${item?.price.id}`))).toContain(one?.id);
    const { body } = await get(`/v1/subscriptions?limit=100&current_period_end[lt]=${NOW + DAY}`);
    for (const { items } of body.data) {
      expect(
        items.data.some((each: { current_period_end: number }) => each.current_period_end < NOW + DAY),
      ).toBe(true);
    }
  });

  it('carry ten items at most; the rest has a list of its own', async () => {
    const big = [...account.subscriptions.values()].find(({ items }) => items.data.length > 10);
    const { body } = await get(`/v1/subscriptions/${big?.id}`);
    expect(body.items.data).toHaveLength(10);
    expect(body.items.has_more).toBe(true);
    const rest = await get(
      `/v1/subscription_items?subscription=${big?.id}&limit=100&starting_after=${body.items.data[9].id}`,
    );
    expect([...body.items.data.map(({ id }: { id: string }) => id), ...idsOf(rest)]).toEqual(
      big?.items.data.map(({ id }) => id),
    );
    expect((await get('/v1/subscription_items')).body.error.code).toBe('parameter_missing');
    expect((await get('/v1/subscription_items?subscription=sub_gone')).body.error.code).toBe(
      'resource_missing',
    );
  });
});

describe('other lists', () => {
  it('of invoices are filtered by status, subscription and kind of collection', async () => {
    const open = await get('/v1/invoices?status=open&limit=100');
    expect(open.body.data.length).toBeGreaterThan(0);
    for (const invoice of open.body.data) expect(invoice.status).toBe('open');
    const owner = open.body.data[0].parent.subscription_details.subscription;
    for (const invoice of (await get(`/v1/invoices?subscription=${owner}`)).body.data) {
      expect(invoice.parent.subscription_details.subscription).toBe(owner);
    }
    const sent = await get('/v1/invoices?collection_method=send_invoice');
    for (const invoice of sent.body.data) expect(invoice.collection_method).toBe('send_invoice');
  });

  it('of products are read by ids, also by SDK style indexes', async () => {
    const [a, b] = account.products.inOrder();
    expect(idsOf(await get(`/v1/products?ids[0]=${a?.id}&ids[1]=${b?.id}&limit=100`))).toEqual([
      a?.id,
      b?.id,
    ]);
    expect(idsOf(await get(`/v1/products?ids[]=${b?.id}&ids[]=prod_gone`))).toEqual([b?.id]);
    expect(idsOf(await get('/v1/products?active=false'))).toEqual([]);
  });

  it('know no other address', async () => {
    for (const path of [
      '/v1/subscriptions/',
      '/v1/plans',
      '/v1/subscriptions/search',
      '/v2/customers',
      '/v1',
    ]) {
      const { status, body } = await get(path);
      expect(status).toBe(404);
      expect(body.error.type).toBe('invalid_request_error');
    }
  });
});
