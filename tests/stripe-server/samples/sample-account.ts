/** A small agency with good-looking names and every payment status: for `npm start`, screenshots and end-to-end tests. */
import { Account } from '../account/account.ts';
import { apiKey, apiKeyWithout } from '../http/keys.ts';
import { buildPrice, buildProduct } from '../objects/build-catalogue.ts';
import { buildInvoice } from '../objects/build-invoice.ts';
import { buildCustomer, buildItem, buildSubscription, itemList } from '../objects/build-subscription.ts';
import { periodEnd } from '../objects/money.ts';
import type { Invoice, Subscription } from '../objects/wire.ts';
import { liveKeys, SAMPLE_KEYS } from './sample-keys.ts';
import { plan, SAMPLE, type SampleClient, sampleClients, subscriptionId } from './sample-subscriptions.ts';

export { SAMPLE_KEYS } from './sample-keys.ts';
export { SAMPLE } from './sample-subscriptions.ts';

/** The account's id in Stripe's words. */
export const SAMPLE_ACCOUNT_ID = 'acct_1Qv8Zk2WpRt3Mn';
export const SECOND_ACCOUNT_ID = 'acct_1TAtelierNordCph';

const DAY = 86_400;

function idFor(prefix: string, name: string): string {
  const letters = [...name].map((letter) =>
    /[A-Za-z0-9]/.test(letter) ? letter : letter.codePointAt(0)?.toString(36),
  );
  return `${prefix}_T${letters.join('').slice(0, 24).padEnd(13, 'Qm3')}`;
}

function addClient(account: Account, client: SampleClient, index: number): void {
  const { now, livemode } = account;
  const longAgo = now - 700 * DAY;
  const items = client.items.map((wanted, position) => {
    const product =
      account.products.get(idFor('prod', wanted.product)) ??
      account.products.put(
        buildProduct({ id: idFor('prod', wanted.product), name: wanted.product, created: longAgo, livemode }),
      );
    const priceId = `price_1TQv${wanted.price.padEnd(20, '3hJ8pWz6')}`;
    const price =
      account.prices.get(priceId) ??
      account.prices.put(
        buildPrice({ id: priceId, product: product.id, created: longAgo, livemode, ...wanted.terms }),
      );
    const isYear = price.recurring?.interval === 'year' && position > 0;
    const end = now + (isYear ? 120 : client.renewsIn) * DAY;
    const start =
      client.status === 'trialing'
        ? now - 4 * DAY
        : client.status === 'incomplete'
          ? now - 3600
          : periodEnd(price, end, -1);
    const created =
      client.age === 0 ? start : periodEnd(price, start, isYear ? -1 : -(client.age ?? 5 + index));
    return buildItem(
      {
        id: `si_T${client.id.slice(8, 16)}${position}Vb5`,
        price,
        ...(wanted.quantity === undefined ? {} : { quantity: wanted.quantity }),
        created,
        periodStart: start,
        periodEnd: end,
      },
      client.id,
    );
  });
  const [first] = items;
  if (!first) throw new Error(`${client.name} has no items`);

  const customerId = idFor('cus', client.email);
  const customer =
    account.customers.get(customerId) ??
    account.customers.put(
      buildCustomer({
        id: customerId,
        name: client.name,
        email: client.email,
        created: first.created,
        livemode,
        currency: first.price.currency,
      }),
    );
  const subscription = buildSubscription({
    id: client.id,
    customer: customer.id,
    currency: first.price.currency,
    created: first.created,
    livemode,
    status: client.status ?? 'active',
    items: itemList(client.id, items),
    latest_invoice: `in_1TQv${client.id.slice(8)}`,
    ...client.fields,
  });
  account.subscriptions.put(subscription);
  account.invoices.put(invoiceOf(account, client, subscription, index));
}

function invoiceOf(
  account: Account,
  client: SampleClient,
  subscription: Subscription,
  index: number,
): Invoice {
  const first = subscription.items.data[0];
  // The yearly item is not on the invoice of a month in between.
  const onInvoice = subscription.items.data.filter(
    (item) => item.current_period_start === first?.current_period_start,
  );
  return buildInvoice({
    id: subscription.latest_invoice ?? '',
    subscription: { ...subscription, items: itemList(subscription.id, onInvoice) },
    created: first?.current_period_start ?? account.now,
    status: 'paid',
    billingReason: 'subscription_cycle',
    number: `LINDQVST-${String(101 + index).padStart(4, '0')}`,
    account,
    customer: { name: client.name, email: client.email },
    discounts: account.discountsOf(subscription),
    coupon: (id) => account.coupons.get(id),
    ...client.invoice,
  });
}

/** Studio Lindqvist in live mode: sixteen subscriptions of fifteen clients, with every payment status. */
export function sampleAccount(now: number | (() => number)): Account {
  const account = new Account({
    id: SAMPLE_ACCOUNT_ID,
    name: 'Studio Lindqvist',
    country: 'SE',
    now,
    keys: liveKeys(),
    seed: 7,
  });
  for (const [index, client] of sampleClients(account.now).entries()) addClient(account, client, index);
  addFjordDiscount(account);
  return account;
}

/** Twenty percent for ever on the subscription of Fjord Outfitters. */
function addFjordDiscount(account: Account): void {
  const fjord = account.subscriptions.get(SAMPLE.fjord);
  if (!fjord) return;
  const before = new Set([...account.events.values()].map((event) => event.id));
  account.addCoupon({
    id: 'LOYAL20',
    name: 'Loyal client',
    percentOff: 20,
    duration: 'forever',
    created: fjord.created,
  });
  const discount = account.applyDiscount({ subscription: fjord.id }, 'LOYAL20');
  account.discounts.set(discount.id, { ...discount, start: fjord.created });
  // The sample begins with an empty log: nothing has happened yet.
  for (const event of [...account.events.values()])
    if (!before.has(event.id)) account.events.delete(event.id);
}

const SECOND: readonly [string, string, string, number][] = [
  ['Nordlys Kaffe', 'regnskab@nordlys.example', 'Brand retainer', 950_000],
  ['Tivoli Tours', 'bogholderi@tivolitours.example', 'Hosting', 45_000],
];

/** The same studio in test mode, with one subscription that exists only there. */
function testModeAccount(now: number | (() => number)): Account {
  const account = new Account({
    id: SAMPLE_ACCOUNT_ID,
    name: 'Studio Lindqvist',
    country: 'SE',
    mode: 'test',
    now,
    keys: [apiKey(SAMPLE_KEYS.test), apiKeyWithout(SAMPLE_KEYS.restrictedTest)],
    seed: 8,
  });
  addClient(
    account,
    {
      id: SAMPLE_TEST_SUBSCRIPTION,
      name: 'Test Client',
      email: 'test@client.example',
      items: [plan('Test plan', 'TestUsd', 'usd', 1_000)],
      renewsIn: 20,
    },
    0,
  );
  return account;
}

/** Exists in test mode only. */
export const SAMPLE_TEST_SUBSCRIPTION = subscriptionId('TestOnly');
/** The subscriptions of the second account. */
export const SECOND_SUBSCRIPTIONS = SECOND.map(([name]) =>
  subscriptionId(name.replaceAll(' ', '').slice(0, 8)),
);

function secondAccount(now: number | (() => number)): Account {
  const account = new Account({
    id: SECOND_ACCOUNT_ID,
    name: 'Atelier Nord',
    country: 'DK',
    now,
    keys: [apiKey(SAMPLE_KEYS.secondAccount)],
    seed: 9,
  });
  SECOND.forEach(([name, email, product, amount], index) => {
    const id = SECOND_SUBSCRIPTIONS[index];
    if (!id) return;
    addClient(
      account,
      { id, name, email, items: [plan(product, `Nord${index}`, 'dkk', amount)], renewsIn: 16 + index },
      index,
    );
  });
  return account;
}

/** The live account, its test mode and a second account, for a server that holds them all. */
export function sampleAccounts(now: number | (() => number)): Account[] {
  return [sampleAccount(now), testModeAccount(now), secondAccount(now)];
}
