const CHANNEL = 'clientplug';

const TOPICS = [
  'clients',
  /** A connection, or what was read of it. */
  'connections',
  'refresh',
  'vault',
  'settings',
  'forgotten',
  /** A refresh waits for the passphrase: an open page shows the Unlock form. */
  'unlock',
] as const;
/** Which part other contexts have to read again. Never data. */
export type Announcement = (typeof TOPICS)[number];

const isTopic = (data: unknown): data is Announcement => TOPICS.some((topic) => topic === data);

/** Tells the other pages and the background which part to read again. The sender's own listeners hear it too. */
export function announce(topic: Announcement): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(topic);
  channel.close();
}

/** Calls the listener for each announcement; returns how to stop. */
export function onAnnouncement(listener: (topic: Announcement) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (isTopic(event.data)) listener(event.data);
  };
  return () => channel.close();
}
