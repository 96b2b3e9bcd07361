import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildClientDigest, clientId } from '../../../tests/support/build-client.ts';
import type { AsOf } from '../../billing/as-of.ts';
import { zoneCalendar } from '../../billing/calendar.ts';
import { clientMonthly, clientNextBilling } from '../../billing/client-figures.ts';
import { digestSubscription } from '../../billing/digest-subscription.ts';
import { clientStatus } from '../../billing/status.ts';
import { amountPartsWords } from '../../i18n/amount-words.ts';
import { t } from '../../i18n/catalogues/shared.ts';
import { formats, setRegion } from '../../i18n/formats.ts';
import { reasonWords } from '../../i18n/reason-words.ts';
import type { ConnectionId } from '../../model/ids.ts';
import type { Catalogue, Coupon, PriceTerms, Subscription } from '../../model/subscription.ts';
import { currency, type Seconds, seconds } from '../../model/units.ts';
import { parseCoupon, parsePriceTerms, parseProduct } from '../../stripe/parse/catalogue.ts';
import { parseSubscription } from '../../stripe/parse/subscription.ts';

/**
 * Every recorded subscription of Stripe's goes from JSON to status, amount and monthly value. The outcomes are printed
 * as a table, which was read by eye; the recordings lie beside the repository, not in it.
 */
const FOLDER = new URL('../../../../shared/fixtures/', import.meta.url);
const ACCOUNT = 'recorded' as ConnectionId;

function objects(folder: string): { name: string; raw: unknown }[] {
  const url = new URL(`${folder}/`, FOLDER);
  return readdirSync(url)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name, raw: JSON.parse(readFileSync(new URL(name, url), 'utf8')) as unknown }));
}

function catalogue(inline: readonly Coupon[]): Catalogue {
  const coupons = new Map<string, Coupon>(
    inline.map((coupon) => [coupon.id, { ...coupon, appliesTo: null }]),
  );
  for (const { raw } of objects('coupons')) {
    const parsed = parseCoupon(raw, { appliesToRead: true });
    if (parsed.ok) coupons.set(parsed.coupon.id, parsed.coupon);
  }
  const prices = new Map<string, PriceTerms>();
  for (const { raw } of objects('prices')) {
    const parsed = parsePriceTerms(raw);
    if (parsed.ok) prices.set(parsed.terms.id, parsed.terms);
  }
  const productNames = new Map<string, string>();
  for (const { raw } of objects('products')) {
    const parsed = parseProduct(raw);
    if (parsed.ok) productNames.set(parsed.product.id, parsed.product.name);
  }
  return { coupons, prices, productNames };
}

/** A moment a day into the subscription's period, as if it had just been refreshed. */
function asOfNow(facts: Subscription): AsOf {
  const start = facts.items[0]?.periodStart ?? facts.created;
  const now = seconds(start + 86_400) as Seconds;
  return {
    now,
    calendar: zoneCalendar('UTC'),
    upcomingWindowDays: 7,
    lastRefresh: new Map([[ACCOUNT, now]]),
  };
}

test('every recorded subscription has a status and figures that a person would give it', () => {
  if (!existsSync(FOLDER)) {
    process.stdout.write(
      'No recorded objects beside the repository: the typed shapes in lib/billing cover the same rules.\n',
    );
    return;
  }
  setRegion('en-US');
  const rows: string[] = [];
  for (const { name, raw } of objects('subscriptions')) {
    const parsed = parseSubscription(raw);
    if (!parsed.ok) throw new Error(`${name}: ${parsed.reason}`);
    const { facts, coupons } = parsed.subscription;
    const asOf = asOfNow(facts);
    const digest = digestSubscription(facts, [], catalogue(coupons), {
      connectionId: ACCOUNT,
      invoicesReadable: true,
      temporaryDiscounts: false,
    });
    const client = buildClientDigest({ id: clientId(name), name, links: [digest] });
    const { status, reason } = clientStatus(client, asOf);
    const monthly = clientMonthly(client, asOf.now);
    const next = clientNextBilling(client, asOf);
    // What a person could tell from the recording, this must tell.
    expect(status, `${name} has Stripe's status ${facts.status}`).not.toBe('unknown');
    for (const { amount } of monthly.byCurrency) expect(Number.isSafeInteger(amount), name).toBe(true);
    for (const { currency: code } of monthly.byCurrency) expect(code, name).toBe(currency(facts.currency));
    rows.push(
      [
        name.replace('.json', ''),
        facts.status,
        t(`status.${status}`),
        reasonWords(reason, asOf.now),
        amountPartsWords(digest.amounts),
        monthly.unknown
          ? `— (${monthly.notes.join(', ')})`
          : monthly.byCurrency.map((m) => formats.money(m.amount, m.currency)).join(' + ') || '0',
        'at' in next ? new Date(next.at * 1000).toISOString().slice(0, 10) : '—',
      ].join(' | '),
    );
  }
  const table = [
    'recording | Stripe | status | reason | amount | monthly | next',
    '--|--|--|--|--|--|--',
    ...rows,
  ].join('\n');
  mkdirSync('artifacts/reports', { recursive: true });
  writeFileSync('artifacts/reports/recorded-subscriptions.md', `${table}\n`);
  process.stdout.write(`${table}\n`);
  expect(rows.length).toBeGreaterThan(100);
});
