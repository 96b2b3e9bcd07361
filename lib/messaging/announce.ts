const CHANNEL = 'clientplug';

const TOPICS = [
  'clients',
  'connections',
  'refresh',
  'vault',
  'settings',
  'forgotten',
  /** A refresh waits for the passphrase: open pages show the Unlock form. */
  'unlock',
  /** What was done can no longer be taken back. */
  'undo',
] as const;
/** Names what to read again. Never data. */
export type Announcement = (typeof TOPICS)[number];

const isTopic = (data: unknown): data is Announcement => TOPICS.some((topic) => topic === data);

/** Also reaches the sender's own listeners. */
export function announce(topic: Announcement): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(topic);
  channel.close();
}

/** Returns the unsubscriber. */
export function onAnnouncement(listener: (topic: Announcement) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (isTopic(event.data)) listener(event.data);
  };
  return () => channel.close();
}
