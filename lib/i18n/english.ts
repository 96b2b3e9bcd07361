import type { ReasonTable, WordTable } from './word-table.ts';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** Stripe's statuses as a person says them. */
const STRIPE_STATUS: Readonly<Record<string, string>> = { past_due: 'past due', unpaid: 'unpaid' };

const more = (others: number): string =>
  others === 0 ? '' : `, and ${plural(others, 'more invoice', 'more invoices')}`;

const reason: ReasonTable = {
  overdue: (day, amount, days, others) =>
    `Invoice of ${day}, ${amount}, ${plural(days, 'day', 'days')} overdue${more(others)}`,
  chargeFailed: (day, amount, _days, others) => `Invoice of ${day}, ${amount}, payment failed${more(others)}`,
  firstPaymentIncomplete: (invoice, invoicesReadable) => {
    if (invoice !== null) return `First payment not completed: invoice of ${invoice.day}, ${invoice.amount}`;
    return invoicesReadable
      ? 'First payment not completed'
      : 'First payment not completed; this key may not read invoices';
  },
  stripeSays: (status, invoicesReadable) =>
    `Stripe says ${STRIPE_STATUS[status] ?? status}; ${
      invoicesReadable ? 'no open invoice was found' : 'this key may not read invoices'
    }`,
  uncollectible: (day, amount) => `Invoice of ${day}, ${amount}, was given up as uncollectible`,
  ended: (day) => (day === null ? 'Ended' : `Ended on ${day}`),
  firstPaymentExpired: (day) =>
    day === null
      ? 'Ended: the first payment was never made'
      : `Ended on ${day}: the first payment was never made`,
  trialEndsWithoutPayment: (day) =>
    day === null ? 'Trial ends without a payment' : `Trial ends on ${day} without a payment`,
  paused: (until) => (until === null ? 'Payments are paused' : `Payments are paused until ${until}`),
  pausedAfterTrial: 'Paused: the trial ended without a way to pay',
  dueToday: (amount) => (amount === null ? 'Due today' : `Due today, ${amount}`),
  dueNotRefreshed: (day, since) =>
    since === null ? `Due ${day}, never refreshed` : `Due ${day}, not refreshed since ${since}`,
  renewalAwaited: (day) => `Due ${day}, not yet renewed by Stripe at the last refresh`,
  invoiceDue: (day, amount, due) => `Invoice of ${day}, ${amount}, due ${due}`,
  invoiceOpen: (day, amount) => `Invoice of ${day}, ${amount}, not paid yet`,
  paymentUnderWay: (day) => `Payment started ${day}, not settled yet`,
  invoicePreparing: 'Invoice being prepared',
  trial: (until, charges, monthly) => {
    const trial = until === null ? 'In trial' : `Trial until ${until}`;
    if (!charges) return `${trial}, nothing is charged then`;
    const then = until === null ? 'first payment after it' : 'first payment then';
    return monthly === null ? `${trial}, ${then}` : `${trial}, ${then} (${monthly} per month)`;
  },
  renews: (day) => `Due ${day}`,
  paid: (next, invoicesReadable) => {
    if (!invoicesReadable) return 'Stripe says active; this key may not read invoices';
    return next === null ? 'No open invoice' : `No open invoice, next payment ${next}`;
  },
  free: 'Free: nothing is charged',
  ends: (day) => `Ends on ${day}`,
  endNotRefreshed: (day, since) =>
    since === null
      ? `Was to end on ${day}, never refreshed`
      : `Was to end on ${day}, not refreshed since ${since}`,
  unknownStatus: (status) => `Stripe says “${status}”, which this version does not know`,
  notFound: (since) => `Not found at Stripe since ${since}`,
  neverRead: 'Not read from Stripe yet: refresh to see it',
  manual: () => 'Set by hand',
  manualNotConfirmed: (day) => `was due ${day}, not confirmed`,
  notTracked: 'No Stripe Subscription and no status set by hand',
  andEnds: (words, day) => `${words}. Ends on ${day}`,
};

const days = (interval: string, count: number): string =>
  count === 1 ? `/ ${interval}` : `/ ${count} ${interval}s`;

const openDashboard = 'Copy it again from Developers → API keys in the Stripe Dashboard.';

export const english: WordTable = {
  status: {
    paid: 'Paid',
    upcoming: 'Upcoming',
    late: 'Late',
    paused: 'Paused',
    ended: 'Ended',
    unknown: 'Unknown',
    'not-tracked': 'Not tracked',
  },
  reason,
  failure: {
    'key-empty': () => 'There is no key yet. Paste your Stripe secret key, or a restricted one.',
    'key-publishable': () =>
      'This is a publishable key (pk_…), which cannot read subscriptions. Paste the secret key or a restricted one instead.',
    'key-webhook': () =>
      'This is a webhook signing secret (whsec_…), not an API key. Paste the secret key or a restricted one instead.',
    'key-organisation': () =>
      'This is an organisation key (sk_org_…), which is not supported. Paste a key of one account instead.',
    'key-masked': () =>
      `This key is masked: part of it is hidden by dots or stars. Choose Reveal in the Stripe Dashboard and copy the whole key.`,
    'key-cut-off': () => `This key is cut off. ${openDashboard}`,
    'key-malformed': () =>
      `This does not look like a Stripe key, which begins with sk_live_, sk_test_, rk_live_ or rk_test_. ${openDashboard}`,
    'passphrase-empty': () => 'There is no passphrase yet. Enter one: it encrypts your key on this machine.',
    'passphrase-weak': () =>
      'This passphrase is too easy to guess. Choose a longer one, such as four or more words.',
    'passphrase-wrong': () => 'This passphrase is wrong. Try again.',
    'passphrase-throttled': ({ seconds }) =>
      seconds === null
        ? 'Too many wrong passphrases. Wait a moment and try again.'
        : `Too many wrong passphrases. Try again in ${plural(seconds, 'second', 'seconds')}.`,
    'vault-missing': () => 'No key is stored here. Connect Stripe in the options first.',
    'vault-lost': () =>
      'The encrypted key is gone from this browser. Your clients are safe; connect Stripe again with your key.',
    'vault-damaged': () =>
      'The encrypted key is damaged and cannot be opened. Your clients are safe; connect Stripe again with your key.',
    'vault-newer': () =>
      'The key was encrypted by a newer version of ClientPlug. Update the extension to use it.',
    'vault-bounds': () =>
      'The encrypted key asks for more work than this version allows, so it was left alone. Connect Stripe again with your key.',
    'vault-unreadable': () =>
      'The browser could not read the encrypted key. Restart the browser; if it stays so, connect Stripe again.',
    locked: () => 'Locked. Enter your passphrase to unlock.',
    'stripe-key-invalid': () =>
      'Stripe does not accept this key: it is wrong or was revoked. Create a new one in the Stripe Dashboard and enter it with Update Key.',
    'stripe-key-expired': () =>
      'This key has expired. Create a new one in the Stripe Dashboard and enter it with Update Key.',
    'stripe-key-ip': () =>
      'This key may not be used from your internet address. Add the address to the key in the Stripe Dashboard, or use another key.',
    'stripe-permission': ({ permission }) =>
      permission === null
        ? 'This key lacks a permission. Give it the permissions listed in the options, in the Stripe Dashboard.'
        : `This key lacks the permission to read ${permission}. Add it to the key in the Stripe Dashboard.`,
    'stripe-wrong-mode': ({ mode }) =>
      mode === null
        ? 'This key is of the other mode: live and test data are apart. Enter a key of the mode you connected.'
        : `This key is for ${mode} mode, but what you connected is of the other mode. Enter a key of that mode.`,
    'stripe-rate-limited': ({ seconds }) =>
      seconds === null
        ? 'Stripe asks for a pause: too many requests at once. Refresh again in a minute.'
        : `Stripe asks for a pause: too many requests at once. Refresh again in ${plural(seconds, 'second', 'seconds')}.`,
    'stripe-unavailable': () =>
      'Stripe has trouble at the asOf. What you see is from the last refresh; try again later.',
    'stripe-bad-answer': () =>
      'Stripe sent an answer that could not be read, perhaps changed on its way by a proxy. Try again, or from another network.',
    'stripe-refused': () => 'Stripe refused the request. Check the key and its permissions in the options.',
    offline: () =>
      'You are offline. What you see is from the last refresh; refresh again when you are connected.',
    timeout: () => 'Stripe did not answer in time. Check your connection and try again.',
    'host-access': () =>
      'The browser does not let ClientPlug reach api.stripe.com. Choose Grant access in the options.',
    'read-only-rule': () =>
      'The rule that keeps ClientPlug read-only is not active in this browser, so nothing was sent. Reload the extension and try again.',
    'not-connected': () => 'Stripe is not connected. Connect it in the options.',
    'different-account': ({ accountName, mode }) => {
      const account = accountName === null ? 'another account' : `another account (${accountName})`;
      const where = mode === null ? '' : ` in ${mode} mode`;
      return `This key belongs to ${account}${where}. Choose whether to switch to it or to add it.`;
    },
    'already-connected': () => 'This account is connected already. To change its key, use Update Key.',
    cancelled: () => 'Cancelled. Nothing was changed.',
    'already-running': () => 'A refresh is running already.',
    'storage-full': () =>
      'There is no room left on this machine, so nothing was saved. Free some space and try again.',
    'storage-blocked': () =>
      'Another ClientPlug page keeps the data busy. Close the other ClientPlug pages and try again.',
    'storage-newer': () =>
      'The data was written by a newer version of ClientPlug. Update the extension; nothing was changed.',
    'storage-failed': () =>
      'The browser could not save. Nothing was changed; try again, or restart the browser.',
    'forbidden-sender': () => 'This request did not come from a page of ClientPlug, so it was refused.',
    'bad-request': () => 'This request was not understood. Reload the page and try again.',
    unexpected: () => 'Something went wrong inside ClientPlug. Nothing stored is lost; reload and try again.',
  },
  change: {
    status: (client, to) => `${client} is now ${to}.`,
    more: (client, amount) => `${client} pays ${amount} more per month.`,
    less: (client, amount) => `${client} pays ${amount} less per month.`,
    missing: (client) => `The subscription of ${client} was not found at Stripe.`,
  },
  note: {
    trialing: 'In trial: counts nothing until it is paid for',
    'trial-ends-without-payment': 'The trial ends without a payment',
    paused: 'Paused: counts nothing meanwhile',
    ended: 'Ended: counts nothing',
    unpaid: 'Unpaid: Stripe has stopped collecting, so it counts nothing',
    incomplete: 'The first payment is not completed: counts nothing until then',
    'unknown-status': 'Stripe gives a status that this version does not know',
    'unknown-price':
      'The price cannot be read with this key, or is of a kind that this version does not know',
    'unknown-coupon': 'A discount cannot be read: its coupon was deleted, or this key may not read coupons',
    'coupon-without-currency': 'A discount was left out: its coupon has no amount in this currency',
    'may-include-tax': 'May include tax: Stripe does not say how much',
    'not-found': 'Not found at Stripe any more',
    free: 'Free: nothing is charged',
    'item-trialing': 'A part is in its own trial and counts nothing until that ends',
    'temporary-discount': 'A temporary discount is not subtracted (see the setting for discounts)',
    'never-read': 'Not read from Stripe yet: refresh to see it',
  },
  noBilling: {
    'unknown-status': 'No date: Stripe gives a status that this version does not know',
    'not-found': 'No date: not found at Stripe any more',
    'never-read': 'No date: not read from Stripe yet',
    incomplete: 'No date: the first payment is not completed',
    paused: 'No date: payments are paused',
    ends: 'No further billing: it ends before the next one',
    ended: 'No further billing: it has ended',
    'no-period': 'No date: Stripe names no billing period',
    'not-set': 'No date set',
  },
  permissionLoss: {
    subscriptions: 'Without it nothing works: no status, no amounts.',
    customers: 'Names and e-mail addresses of customers, and discounts given to a customer.',
    invoices: 'Which invoice is late, by how much and since when; only Stripe’s own status is left to go by.',
    prices: 'Amounts of prices with tiers or in several currencies.',
    products: 'Names of products; their ids are shown instead.',
    coupons: 'Discounts: amounts and monthly revenue of discounted subscriptions are then unknown.',
    events: 'Quick refreshes: every refresh then reads everything.',
  },
  breakdown: {
    item: ({ product, quantity, unit, perPeriod, tiers, packageOf, interval, count }) => {
      const per = days(interval, count);
      const many = quantity ?? 1;
      const priced = unit !== null && !tiers && packageOf === null;
      if (priced) return many === 1 ? `${product}: ${unit} ${per}` : `${product}: ${many} × ${unit} ${per}`;
      const units = many === 1 ? '' : `${many} units, `;
      const how = tiers ? 'by tiers, ' : packageOf === null ? '' : `in packages of ${packageOf}, `;
      return `${product}: ${units}${how}${perPeriod} ${per}`;
    },
    metered: (product) => `${product}: usage, not counted`,
    itemTrial: (product, until) => `${product}: in its own trial until ${until}`,
    discount: (name, cut, until) => {
      const what = name === null ? `Discount, ${cut} off` : `Discount “${name}”, ${cut} off`;
      return until === null ? what : `${what}, until ${until}`;
    },
    tax: 'Tax inside the price',
    notCounted: (note) => note,
    unknown: (product, note) => (product === null ? note : `${product}: ${note}`),
    addOn: (label) => `Add-on: ${label}`,
    rounding: 'Rounding',
  },
  perInterval: days,
  taxIncluded: '(incl. tax)',
  usage: 'usage',
  usageAlone: 'Usage',
};
