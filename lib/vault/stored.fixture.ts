import {
  checkOf,
  type Envelope,
  FORMAT,
  parseEnvelope,
  type StoredEnvelope,
  sealWithPepper,
  unseal,
} from './envelope.ts';
import { type Harness, random } from './harness.fixture.ts';
import { NAMES } from './key-value.ts';
import { createPeppers, type Pepper } from './pepper.ts';
import type { MemoryStorage } from './storage.fixture.ts';

export type Stored1 = Extract<StoredEnvelope, { version: 1 }>;
export type Stored2 = Extract<StoredEnvelope, { version: 2 }>;

/** An envelope as releases before the pepper stored it. */
export async function asVersion1({ kdf, revision, wrappedKey, entries }: Envelope): Promise<Stored1> {
  const header = { format: FORMAT, version: 1, cipher: 'xchacha20-poly1305' } as const;
  const unchecked = { ...header, kdf, revision, wrappedKey, entries };
  return { ...unchecked, check: await checkOf(unchecked) };
}

/** The envelope of the first copy, without its seal. */
export async function openSeal({ local, erasable }: Pick<Harness, 'local' | 'erasable'>): Promise<Envelope> {
  return (await open(JSON.parse(local.data.get(NAMES.envelope) ?? 'null'), erasable)).envelope;
}

/** A stored value of version 2 changed behind its seal, as someone who has the pepper could. */
export async function forgedBehindSeal(
  value: unknown,
  erasable: MemoryStorage,
  change: (envelope: Envelope) => unknown,
): Promise<StoredEnvelope> {
  const { envelope, pepper } = await open(value, erasable);
  change(envelope);
  return sealWithPepper(envelope, pepper, random);
}

async function open(
  value: unknown,
  erasable: MemoryStorage,
): Promise<{ envelope: Envelope; pepper: Pepper }> {
  const parsed = await parseEnvelope(value);
  if (!parsed.ok || parsed.stored.version !== 2) throw new Error('No envelope of version 2.');
  const pepper = await createPeppers(erasable, random).read(parsed.stored.pepper);
  const envelope = unseal(parsed.stored, pepper);
  if (envelope === null || pepper === null) throw new Error('The envelope does not open.');
  return { envelope, pepper };
}
