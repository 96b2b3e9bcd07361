/** The sections of the page in their order; the ids are the page's public hashes. */
export const SECTIONS = ['stripe', 'security', 'data', 'notifications', 'activity'] as const;

export type SectionId = (typeof SECTIONS)[number];

export interface Target {
  section: SectionId;
  /** The page was opened to set the extension up. */
  welcome: boolean;
}

/** Where a hash leads; null: nowhere in particular. */
export function targetOfHash(hash: string): Target | null {
  const name = hash.replace(/^#/, '');
  if (name === 'setup') return { section: 'stripe', welcome: true };
  // The Unlock forms lead here: the Stripe section then takes a new key in place of a forgotten passphrase.
  if (name === 'forgot') return { section: 'stripe', welcome: false };
  const section = SECTIONS.find((id) => id === name);
  return section ? { section, welcome: false } : null;
}
