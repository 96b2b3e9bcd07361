import type { ClientDraft, ClientRecord } from '../../model/client.ts';
import type { ClientId } from '../../model/ids.ts';
import type { Seconds } from '../../model/units.ts';

/** A client that is not stored yet; what is not given is empty. @param now seconds, UTC */
export const newClient = (given: Partial<ClientDraft>, now: Seconds): ClientRecord => ({
  name: '',
  email: '',
  type: '',
  service: '',
  notes: '',
  links: [],
  manual: null,
  addOns: [],
  ...given,
  id: crypto.randomUUID() as ClientId,
  archivedAt: null,
  createdAt: now,
  updatedAt: now,
});
