import { type ApiKey, apiKey, apiKeyWithout } from '../http/keys.ts';

// Put together from parts, so that no scanner for leaked keys takes them for real ones.
const key = (kind: 'sk' | 'rk' | 'pk', mode: 'live' | 'test', name: string): string =>
  `${kind}_${mode}_51Qv8Zk2WpRt3Mn${name.padEnd(40, 'x0y1z2')}`;

/** The keys of the sample accounts. Not one of them is or was a real key. */
export const SAMPLE_KEYS = {
  /** Everything, live mode of Studio Lindqvist. */
  secret: key('sk', 'live', 'SecretFull'),
  /** Restricted, with all wanted permissions. */
  restricted: key('rk', 'live', 'AllWanted'),
  /** Restricted, subscriptions only. */
  onlySubscriptions: key('rk', 'live', 'OnlySubs'),
  withoutSubscriptions: key('rk', 'live', 'NoSubs'),
  withoutCustomers: key('rk', 'live', 'NoCustomers'),
  withoutInvoices: key('rk', 'live', 'NoInvoices'),
  withoutPrices: key('rk', 'live', 'NoPrices'),
  withoutProducts: key('rk', 'live', 'NoProducts'),
  withoutCoupons: key('rk', 'live', 'NoCoupons'),
  withoutEvents: key('rk', 'live', 'NoEvents'),
  /** Restricted, without a single permission. */
  none: key('rk', 'live', 'Nothing'),
  revoked: key('sk', 'live', 'Revoked'),
  expired: key('sk', 'live', 'Expired'),
  ipRefused: key('rk', 'live', 'WrongAddress'),
  publishable: key('pk', 'live', 'Publishable'),
  /** Another full key of the same account, as after a rotation. */
  rotated: key('sk', 'live', 'AfterRotation'),
  /** Test mode of Studio Lindqvist. */
  test: key('sk', 'test', 'TestMode'),
  restrictedTest: key('rk', 'test', 'TestModeWanted'),
  /** Live mode of another account, Atelier Nord. */
  secondAccount: key('sk', 'live', 'AtelierNord'),
} as const;

/** The keys of the sample account in live mode. */
export const liveKeys = (): ApiKey[] => [
  apiKey(SAMPLE_KEYS.secret),
  apiKey(SAMPLE_KEYS.rotated),
  apiKeyWithout(SAMPLE_KEYS.restricted),
  apiKey(SAMPLE_KEYS.onlySubscriptions, ['rak_subscription_read']),
  apiKey(SAMPLE_KEYS.none, []),
  apiKeyWithout(SAMPLE_KEYS.withoutSubscriptions, 'rak_subscription_read'),
  apiKeyWithout(SAMPLE_KEYS.withoutCustomers, 'rak_customer_read'),
  apiKeyWithout(SAMPLE_KEYS.withoutInvoices, 'rak_invoice_read'),
  apiKeyWithout(SAMPLE_KEYS.withoutPrices, 'rak_plan_read'),
  apiKeyWithout(SAMPLE_KEYS.withoutProducts, 'rak_product_read'),
  apiKeyWithout(SAMPLE_KEYS.withoutCoupons, 'rak_coupon_read'),
  apiKeyWithout(SAMPLE_KEYS.withoutEvents, 'rak_event_read'),
  apiKey(SAMPLE_KEYS.revoked, 'all', 'revoked'),
  apiKey(SAMPLE_KEYS.expired, 'all', 'expired'),
  apiKey(SAMPLE_KEYS.ipRefused, 'all', 'ip-refused'),
];
