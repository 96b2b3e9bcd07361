import type { Customer, Discount } from '../../model/subscription.ts';
import { type FoundResult, NOT_FOUND } from '../errors.ts';
import { parseCustomer } from '../parse/subscription.ts';
import { isReadableId } from '../transport/read-only-fetch.ts';
import type { Requests } from './requests.ts';

export interface CustomerReads {
  getCustomer(id: string): Promise<FoundResult<{ customer: Customer; discount: Discount | null }>>;
}

export const customerReads = (requests: Requests): CustomerReads => ({
  getCustomer: async (id) => {
    if (!isReadableId('customers', id)) return NOT_FOUND;
    return requests.get({
      endpoint: 'customers/id',
      call: (sdk) => sdk.customers.retrieve(id),
      parse: (answer) => {
        const parsed = parseCustomer(answer);
        if (!parsed.ok || parsed.customer.id !== id) return null;
        return { ok: true, customer: parsed.customer, discount: parsed.discount };
      },
    });
  },
});
