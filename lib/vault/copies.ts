/**
 * The envelope on disk: two copies and two markers (`storage.local`, IndexedDB), and an erasable pepper
 * (docs/adr/0007-pepper-in-a-file.md).
 * - Copies or pepper missing despite a marker: 'vault-lost', never a first run.
 * - A write verifies one copy before it replaces the other, and erases the old pepper last.
 * - Only `write` replaces a readable copy not just opened. Nothing replaces a newer version's.
 * - Removal marks first and deletes the markers last, so the next start can finish it.
 */
import {
  type Envelope,
  parseEnvelope,
  type Random,
  type StoredEnvelope,
  sameEnvelope,
  sealWithPepper,
  unseal,
} from './envelope.ts';
import { NoFilesError } from './erasable.ts';
import { type KeyValue, NAMES } from './key-value.ts';
import type { Pepper, Peppers } from './pepper.ts';
import { failure, storageFailure, type VaultResult } from './result.ts';

const EXISTS = 'yes';
const REMOVING = 'removing';

export type Verify = (envelope: Envelope) => boolean;

export interface Copies {
  /** Read-only. One or two envelopes, the one to try first in front. */
  read(): Promise<VaultResult<{ candidates: readonly Envelope[] }>>;
  /** Replaces both copies, unless one is newer. The next start erases an old pepper left behind. */
  write(next: Envelope, verify: Verify): Promise<VaultResult>;
  revision(): Promise<number>;
  /** True while a copy is of version 1, without a seal. */
  unsealed(): Promise<boolean>;
  /** Finishes a removal, restores a missing copy or marker, erases old peppers. Best effort. */
  repair(): Promise<void>;
  /** Writes an envelope that was just opened to both copies. Best effort. */
  settle(opened: Envelope, verify: Verify): Promise<void>;
  remove(): Promise<VaultResult>;
}

type Copy =
  | { kind: 'envelope'; envelope: Envelope; stored: StoredEnvelope }
  | { kind: 'missing' }
  | { kind: 'unusable'; code: UnusableCode; revision?: number };

type Marker = 'set' | 'unset' | 'removing' | 'unreadable';

/** Reported when neither copy is usable: the most restrictive first. */
const GRAVITY = [
  'vault-newer',
  'vault-no-files',
  'vault-unreadable',
  'vault-bounds',
  'vault-damaged',
  'vault-lost',
] as const;
type UnusableCode = (typeof GRAVITY)[number];

async function readMarker(store: KeyValue): Promise<Marker> {
  try {
    const value = await store.get(NAMES.marker);
    if (value === undefined) return 'unset';
    // A damaged marker still proves that a vault existed.
    return value === REMOVING ? 'removing' : 'set';
  } catch {
    return 'unreadable';
  }
}

export function createCopies(
  { local, second, peppers }: { local: KeyValue; second: KeyValue; peppers: Peppers },
  random: Random,
): Copies {
  const stores = [local, second] as const;

  async function readCopy(store: KeyValue): Promise<Copy> {
    let value: unknown;
    try {
      value = await store.get(NAMES.envelope);
    } catch {
      return { kind: 'unusable', code: 'vault-unreadable' };
    }
    if (value === undefined) return { kind: 'missing' };
    const parsed = await parseEnvelope(value);
    if (!parsed.ok) {
      const { code } = parsed;
      return {
        kind: 'unusable',
        code: code === 'vault-newer' || code === 'vault-bounds' ? code : 'vault-damaged',
      };
    }
    return open(parsed.stored);
  }

  async function open(stored: StoredEnvelope): Promise<Copy> {
    const { revision } = stored;
    let pepper: Pepper | null = null;
    if (stored.version === 2) {
      try {
        pepper = await peppers.read(stored.pepper);
      } catch (error) {
        const code = error instanceof NoFilesError ? 'vault-no-files' : 'vault-unreadable';
        return { kind: 'unusable', code, revision };
      }
      if (pepper === null) return { kind: 'unusable', code: 'vault-lost', revision };
    }
    const envelope = unseal(stored, pepper);
    return envelope === null
      ? { kind: 'unusable', code: 'vault-damaged', revision }
      : { kind: 'envelope', envelope, stored };
  }

  const readCopies = () => Promise.all(stores.map(readCopy));
  const readMarkers = () => Promise.all(stores.map(readMarker));

  async function read(): Promise<VaultResult<{ candidates: readonly Envelope[] }>> {
    const [copies, markers] = await Promise.all([readCopies(), readMarkers()]);
    if (markers.includes('removing')) return failure('vault-missing');

    const unusable = GRAVITY.find((code) =>
      copies.some((copy) => copy.kind === 'unusable' && copy.code === code),
    );
    if (unusable === 'vault-newer') return failure(unusable);

    const candidates = inOrder(copies);
    if (candidates.length > 0) return { ok: true, candidates };
    if (unusable !== undefined) return failure(unusable);
    if (markers.includes('set')) return failure('vault-lost');
    return failure(markers.includes('unreadable') ? 'vault-unreadable' : 'vault-missing');
  }

  async function revision(): Promise<number> {
    const revisions = (await readCopies()).map((copy) => {
      if (copy.kind === 'envelope') return copy.envelope.revision;
      return copy.kind === 'unusable' ? (copy.revision ?? 0) : 0;
    });
    return Math.max(...revisions);
  }

  async function unsealed(): Promise<boolean> {
    return (await readCopies()).some((copy) => copy.kind === 'envelope' && copy.stored.version === 1);
  }

  async function write(next: Envelope, verify: Verify): Promise<VaultResult> {
    const undo: (() => Promise<void>)[] = [];
    try {
      const pepper = await peppers.draw();
      const stored = await sealWithPepper(next, pepper, random);
      for (const store of stores) {
        undo.unshift(await restorer(store, NAMES.envelope));
        await store.set(NAMES.envelope, stored);
        await readBack(store, next, verify);
      }
      for (const store of stores) {
        undo.unshift(await restorer(store, NAMES.marker));
        await store.set(NAMES.marker, EXISTS);
      }
      await quietly(() => peppers.keepOnly([pepper.name]));
      return { ok: true };
    } catch (error) {
      // If a step fails, the other copy is still whole. The next unlock settles which one counts.
      for (const step of undo) await quietly(step);
      await quietly(sweep);
      return storageFailure(error);
    }
  }

  /** Erases unused peppers, unless a copy is unreadable: it may need one of them. */
  async function sweep(): Promise<void> {
    const [copies, markers] = await Promise.all([readCopies(), readMarkers()]);
    if (copies.some(({ kind }) => kind === 'unusable')) return;
    const needed = copies.flatMap((copy) =>
      copy.kind === 'envelope' && copy.stored.version === 2 ? [copy.stored.pepper] : [],
    );
    const gone = copies.every(({ kind }) => kind === 'missing');
    if (gone && !markers.every((marker) => marker === 'unset')) return;
    await peppers.keepOnly(needed);
  }

  async function repair(): Promise<void> {
    if ((await readMarkers()).includes('removing')) {
      await remove();
      return;
    }
    const copies = await readCopies();
    const whole = copies.find((copy) => copy.kind === 'envelope');
    if (whole !== undefined) {
      for (const [index, store] of stores.entries()) {
        if (copies[index]?.kind === 'missing') await quietly(() => store.set(NAMES.envelope, whole.stored));
      }
      await mark();
    }
    await quietly(sweep);
  }

  async function settle(opened: Envelope, verify: Verify): Promise<void> {
    const copies = await readCopies();
    const source = copies.find((copy) => copy.kind === 'envelope' && sameEnvelope(copy.envelope, opened));
    if (source?.kind !== 'envelope') return;
    for (const [index, store] of stores.entries()) {
      const copy = copies[index];
      if (copy?.kind === 'envelope' && sameEnvelope(copy.envelope, opened)) continue;
      await quietly(async () => {
        const restore = await restorer(store, NAMES.envelope);
        try {
          await store.set(NAMES.envelope, source.stored);
          await readBack(store, opened, verify);
        } catch {
          await restore();
        }
      });
    }
    await mark();
    await quietly(sweep);
  }

  async function mark(): Promise<void> {
    for (const store of stores) {
      if ((await readMarker(store)) === 'unset') await quietly(() => store.set(NAMES.marker, EXISTS));
    }
  }

  async function remove(): Promise<VaultResult> {
    const [copies, markers] = await Promise.all([readCopies(), readMarkers()]);
    const wasEmpty =
      copies.every(({ kind }) => kind === 'missing') && markers.every((marker) => marker === 'unset');
    // One marker is enough to finish later. Delete even if none could be written.
    for (const store of stores) await quietly(() => store.set(NAMES.marker, REMOVING));
    const problems: unknown[] = [];
    const attempt = async (step: () => Promise<void>): Promise<void> => {
      try {
        await step();
      } catch (error) {
        problems.push(error);
      }
    };
    await attempt(async () => {
      try {
        await peppers.keepOnly([]);
      } catch (error) {
        // A browser without private files holds no pepper, unless it had them when there was a vault.
        if (!wasEmpty || !(error instanceof NoFilesError)) throw error;
      }
    });
    for (const store of stores) await attempt(() => store.remove(NAMES.envelope));
    // Keep the markers while anything is left: they request its removal.
    if (problems.length === 0) {
      for (const store of stores) await attempt(() => store.remove(NAMES.marker));
    }
    return problems.length === 0 ? { ok: true } : storageFailure(problems[0]);
  }

  async function readBack(store: KeyValue, written: Envelope, verify: Verify): Promise<void> {
    const copy = await readCopy(store);
    if (copy.kind !== 'envelope' || !sameEnvelope(copy.envelope, written) || !verify(copy.envelope)) {
      throw new Error('The vault was not stored as written.');
    }
  }

  return { read, write, revision, unsealed, repair, settle, remove };
}

/** Cheapest derivation first, so a forged copy at the ceiling costs nothing; then the higher revision. */
function inOrder(copies: readonly Copy[]): Envelope[] {
  const envelopes = copies.flatMap((copy) => (copy.kind === 'envelope' ? [copy.envelope] : []));
  const [one, other] = envelopes;
  if (one === undefined || other === undefined) return envelopes;
  if (sameEnvelope(one, other)) return [one];
  return [one, other].sort((a, b) => cost(a) - cost(b) || b.revision - a.revision);
}

const cost = ({ kdf }: Envelope): number => kdf.memoryKiB * kdf.passes;

async function restorer(store: KeyValue, name: string): Promise<() => Promise<void>> {
  const before = await store.get(name);
  return () => (before === undefined ? store.remove(name) : store.set(name, before));
}

async function quietly(task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch {
    // The next start or unlock tries again.
  }
}
