import type { Announcement } from './messages.ts';

const CHANNEL = 'clientplug';

const TOPICS: ReadonlySet<string> = new Set<Announcement>([
  'clients',
  'connections',
  'refresh',
  'vault',
  'settings',
  'forgotten',
  'unlock',
]);

/** Tells the other pages and the background which part to read anew. The sender's own listeners hear it too. */
export function announce(topic: Announcement): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(topic);
  channel.close();
}

/** Calls the listener for each announcement; returns how to stop. */
export function onAnnouncement(listener: (topic: Announcement) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string' && TOPICS.has(event.data)) listener(event.data as Announcement);
  };
  return () => channel.close();
}
