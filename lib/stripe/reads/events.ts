import type { StripeResult } from '../errors.ts';
import { type ChangedIds, EVENT_TYPES, type EventType, parseEvent } from '../parse/event.ts';
import { type ListPage, type ListRequest, pageParameters, parsePage } from './list-page.ts';
import type { Requests } from './requests.ts';

export interface EventReads {
  /** Newest first; by default all of EVENT_TYPES. */
  listEvents(
    request: ListRequest & { types?: readonly EventType[] },
  ): Promise<StripeResult<ListPage<ChangedIds>>>;
}

export const eventReads = (requests: Requests): EventReads => ({
  listEvents: ({ types = EVENT_TYPES, ...request }) =>
    requests.list({
      endpoint: 'events',
      call: (sdk) => sdk.events.list({ ...pageParameters(request), types: [...types] }),
      parse: (answer) =>
        parsePage(answer, (raw) => {
          const parsed = parseEvent(raw);
          return parsed.ok ? parsed.changed : null;
        }),
    }),
});
