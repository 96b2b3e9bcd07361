import type { Permissions } from '../../model/permissions.ts';
import type { Schedule } from '../../model/subscription.ts';
import { type FoundResult, NOT_FOUND, type StripeResult } from '../errors.ts';
import { expansionsOfSchedules } from '../expansions.ts';
import { parseSchedule } from '../parse/schedule.ts';
import { isReadableId } from '../transport/read-only-fetch.ts';
import {
  expandParameter,
  idOf,
  type ListPage,
  type ListRequest,
  pageParameters,
  parsePage,
} from './list-page.ts';
import type { Requests } from './requests.ts';

interface ScheduleOptions {
  permissions: Permissions;
  currencyOf: (scheduleId: string) => string;
}

export interface ScheduleReads {
  /** Of all subscriptions, with the prices and coupons that the key may read. */
  listSchedules(request: ListRequest, options: ScheduleOptions): Promise<StripeResult<ListPage<Schedule>>>;
  getSchedule(id: string, options: ScheduleOptions): Promise<FoundResult<{ schedule: Schedule }>>;
}

export const scheduleReads = (requests: Requests): ScheduleReads => ({
  listSchedules: (request, { permissions, currencyOf }) =>
    requests.list({
      endpoint: 'subscription_schedules',
      call: (sdk) =>
        sdk.subscriptionSchedules.list({
          ...pageParameters(request),
          ...expandParameter(expansionsOfSchedules(permissions).map((path) => `data.${path}`)),
        }),
      parse: (answer) =>
        parsePage(answer, (raw) => {
          const parsed = parseSchedule(raw, currencyOf(idOf(raw) ?? ''));
          return parsed.ok ? parsed.schedule : null;
        }),
    }),

  getSchedule: async (id, { permissions, currencyOf }) => {
    if (!isReadableId('subscription_schedules', id)) return NOT_FOUND;
    const paths = expansionsOfSchedules(permissions, { items: true });
    return requests.get({
      endpoint: 'subscription_schedules/id',
      call: (sdk) => sdk.subscriptionSchedules.retrieve(id, expandParameter(paths)),
      parse: (answer) => {
        const parsed = parseSchedule(answer, currencyOf(id));
        return parsed.ok && parsed.schedule.id === id ? parsed : null;
      },
    });
  },
});
