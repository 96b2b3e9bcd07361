/** Who subscribes to what in the sample account; the README says which status each one shows. */

import type { NewPrice } from '../objects/build-catalogue.ts';
import type { NewInvoice } from '../objects/build-invoice.ts';
import type { Subscription } from '../objects/wire.ts';

/** A subscription id that looks real and can be read. */
export const subscriptionId = (name: string): string => `sub_1TQv${name.padEnd(20, '7kZ2mXc9RwB4nLq8')}`;

/** Ids of the sample subscriptions; the README says what each one shows. */
export const SAMPLE = {
  acme: subscriptionId('AcmeCare'),
  acmeHosting: subscriptionId('AcmeHost'),
  borealis: subscriptionId('Borealis'),
  kumo: subscriptionId('KumoDsgn'),
  harbor: subscriptionId('HarborPn'),
  oakridge: subscriptionId('OakridgD'),
  luma: subscriptionId('LumaYoga'),
  fjord: subscriptionId('FjordOut'),
  pixel: subscriptionId('PixelBak'),
  nimbus: subscriptionId('NimbusAn'),
  verdant: subscriptionId('VerdantG'),
  atlas: subscriptionId('AtlasMov'),
  cobalt: subscriptionId('CobaltRc'),
  mistral: subscriptionId('MistralA'),
  tandem: subscriptionId('TandemCy'),
  quill: subscriptionId('QuillAnd'),
} as const;

const DAY = 86_400;

export interface SampleClient {
  id: string;
  name: string;
  email: string;
  items: {
    price: string;
    quantity?: number;
    product: string;
    terms: Omit<NewPrice, 'id' | 'product' | 'created' | 'livemode'>;
  }[];
  /** Days from now to the next renewal of the first item. */
  renewsIn: number;
  /** Periods since the start. */
  age?: number;
  status?: Subscription['status'];
  fields?: Partial<Subscription>;
  /** What differs from a paid invoice made when the period began. */
  invoice?: Partial<
    Pick<
      NewInvoice,
      'status' | 'dueDate' | 'attemptCount' | 'nextPaymentAttempt' | 'created' | 'free' | 'billingReason'
    >
  >;
}

type Plan = SampleClient['items'][number];
export const plan = (
  product: string,
  price: string,
  currency: string,
  amount: number,
  more: Partial<Plan['terms']> & { quantity?: number } = {},
): Plan => {
  const { quantity, ...terms } = more;
  return {
    product,
    price,
    ...(quantity === undefined ? {} : { quantity }),
    terms: { currency, amount, ...terms },
  };
};

/** The clients of Studio Lindqvist. */
export function sampleClients(now: number): SampleClient[] {
  return [
    {
      id: SAMPLE.acme,
      name: 'Acme Studio',
      email: 'billing@acme.example',
      items: [plan('Website care plan', 'CareUsd', 'usd', 30_000)],
      renewsIn: 21,
    },
    {
      id: SAMPLE.acmeHosting,
      name: 'Acme Studio',
      email: 'billing@acme.example',
      items: [plan('Hosting', 'HostingUsd', 'usd', 2_500, { quantity: 2 })],
      renewsIn: 17,
    },
    {
      id: SAMPLE.borealis,
      name: 'Borealis GmbH',
      email: 'buchhaltung@borealis.example',
      items: [plan('SEO retainer', 'SeoEur', 'eur', 120_000)],
      renewsIn: 3,
    },
    {
      id: SAMPLE.kumo,
      name: '株式会社クモデザイン',
      email: 'keiri@kumo.example',
      items: [plan('Website care plan', 'CareJpy', 'jpy', 88_000)],
      renewsIn: 24,
    },
    {
      id: SAMPLE.harbor,
      name: 'Harbor & Pine Café',
      email: 'hello@harborpine.example',
      items: [plan('Social media package', 'SocialUsd', 'usd', 45_000)],
      renewsIn: 22,
      status: 'past_due',
      invoice: { status: 'open', attemptCount: 2, nextPaymentAttempt: now + 2 * DAY },
    },
    {
      id: SAMPLE.oakridge,
      name: 'Oakridge Dental',
      email: 'office@oakridge.example',
      items: [plan('Growth retainer', 'GrowthUsd', 'usd', 145_000)],
      renewsIn: 14,
      fields: { collection_method: 'send_invoice', days_until_due: 4 },
      invoice: { status: 'open', dueDate: now - 12 * DAY },
    },
    {
      id: SAMPLE.luma,
      name: 'Luma Yoga',
      email: 'hi@lumayoga.example',
      items: [plan('Website care plan', 'CareLite', 'usd', 9_900)],
      renewsIn: 10,
      age: 0,
      status: 'trialing',
      fields: { trial_start: now - 4 * DAY, trial_end: now + 10 * DAY },
      invoice: { free: true, billingReason: 'subscription_create', created: now - 4 * DAY },
    },
    {
      id: SAMPLE.fjord,
      name: 'Fjord Outfitters',
      email: 'accounts@fjord.example',
      items: [
        plan('Hosting', 'HostingGbp', 'gbp', 5_000),
        plan('Website care plan', 'CareGbpYear', 'gbp', 240_000, { interval: 'year' }),
      ],
      renewsIn: 19,
    },
    {
      id: SAMPLE.pixel,
      name: 'Pixel Bakery',
      email: 'studio@pixelbakery.example',
      items: [plan('Newsletter service', 'NewsUsd', 'usd', 18_000)],
      renewsIn: 12,
      fields: { pause_collection: { behavior: 'void', resumes_at: now + 40 * DAY } },
      invoice: { status: 'void' },
    },
    {
      id: SAMPLE.nimbus,
      name: 'Nimbus Analytics',
      email: 'ap@nimbus.example',
      items: [plan('SEO retainer', 'SeoUsd', 'usd', 80_000)],
      renewsIn: 9,
      status: 'unpaid',
      invoice: { status: 'open', attemptCount: 4 },
    },
    {
      id: SAMPLE.verdant,
      name: 'Verdant Gardens',
      email: 'office@verdant.example',
      items: [plan('Website care plan', 'CareUsd', 'usd', 30_000)],
      renewsIn: 15,
      fields: { cancel_at_period_end: true, cancel_at: now + 15 * DAY, canceled_at: now - 2 * DAY },
    },
    {
      id: SAMPLE.atlas,
      name: 'Atlas Movers',
      email: 'finance@atlas.example',
      items: [plan('Growth retainer', 'GrowthUsd', 'usd', 145_000)],
      renewsIn: 21,
      fields: { collection_method: 'send_invoice', days_until_due: 14 },
      invoice: { status: 'open', dueDate: now + 5 * DAY },
    },
    {
      id: SAMPLE.cobalt,
      name: 'Cobalt Records',
      email: 'label@cobalt.example',
      items: [plan('Hosting', 'HostingUsd', 'usd', 2_500)],
      renewsIn: 5,
      status: 'canceled',
      fields: { canceled_at: now - 20 * DAY, ended_at: now - 20 * DAY },
    },
    {
      id: SAMPLE.mistral,
      name: 'Mistral Avocats',
      email: 'contact@mistral.example',
      items: [plan('Friends and family hosting', 'FreeEur', 'eur', 0)],
      renewsIn: 20,
    },
    {
      id: SAMPLE.tandem,
      name: 'Tandem Cycling Club',
      email: 'treasurer@tandem.example',
      items: [plan('Website care plan', 'CareLite', 'usd', 9_900)],
      renewsIn: 30,
      age: 0,
      status: 'incomplete',
      invoice: { status: 'open', attemptCount: 1, billingReason: 'subscription_create', created: now - 3600 },
    },
    {
      id: SAMPLE.quill,
      name: 'Quill & Company',
      email: 'books@quill.example',
      items: [plan('Newsletter service', 'NewsUsd', 'usd', 18_000)],
      renewsIn: 18,
      status: 'awaiting_network_review',
    },
  ];
}
