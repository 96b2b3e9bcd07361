/** The ids are public hashes. */
export const SECTIONS = [
  'stripe',
  'security',
  'data',
  'figures',
  'notifications',
  'reminder',
  'activity',
] as const;

export type SectionId = (typeof SECTIONS)[number];

export interface Target {
  section: SectionId;
  welcome: boolean;
}

/** null: no known target. */
export function targetOfHash(hash: string): Target | null {
  const name = hash.replace(/^#/, '');
  if (name === 'setup') return { section: 'stripe', welcome: true };
  // From the Unlock forms: a new key replaces a vault with a forgotten passphrase.
  if (name === 'forgot') return { section: 'stripe', welcome: false };
  const section = SECTIONS.find((id) => id === name);
  return section ? { section, welcome: false } : null;
}
