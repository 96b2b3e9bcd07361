import type { ClientDigest } from '../../lib/billing/digest.ts';
import type { ClientDraft } from '../../lib/model/client.ts';
import type { ClientId } from '../../lib/model/ids.ts';

export const clientId = (id: string) => id as ClientId;

const ACME = { name: 'Acme', email: '', type: '', service: '', manual: null, addOns: [] };

/** What a user types for a client: a name and nothing else. */
export const buildClientDraft = (change: Partial<ClientDraft> = {}): ClientDraft => ({
  ...ACME,
  notes: '',
  links: [],
  ...change,
});

/** A client as its figures are computed: without subscriptions. */
export const buildClientDigest = (change: Partial<ClientDigest> = {}): ClientDigest => ({
  ...ACME,
  id: clientId('client_1'),
  archived: false,
  links: [],
  unread: [],
  ...change,
});
