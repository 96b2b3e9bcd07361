/**
 * The envelope on disk: two copies, `storage.local` and IndexedDB, and in both a marker that a vault exists.
 *
 * - A copy that is missing while the other is there is repaired. Both missing while a marker is there is 'vault-lost',
 *   never a first run.
 * - A write goes to one copy, is read back and verified, and only then goes to the other: at every moment one copy
 *   holds a whole vault, the old or the new. A failure puts back what was there.
 * - Copies that differ: the higher revision was written later and is tried first, the other if that does not open.
 *   Nothing that was not just opened ever overwrites a copy that can be parsed.
 * - A copy of a newer version is never written over, nor is anything else then.
 * - Removal: the markers say so first, then the copies go, then the markers; what was interrupted is finished at the
 *   next start, so that a removed vault neither comes back nor looks lost.
 */
import { type Envelope, parseEnvelope, sameEnvelope } from './envelope.ts';
import { type KeyValue, NAMES } from './key-value.ts';
import { failure, storageFailure, type VaultResult } from './result.ts';

const EXISTS = 'yes';
const REMOVING = 'removing';

/** True when a read-back envelope holds what was meant to be written. */
export type Verify = (envelope: Envelope) => boolean;

export interface Copies {
  /** Reads only. One or two envelopes, the one to try first in front; 'vault-missing' where there is no vault. */
  read(): Promise<VaultResult<{ candidates: readonly Envelope[] }>>;
  write(next: Envelope, verify: Verify): Promise<VaultResult>;
  /** An interrupted removal finished, a missing copy or marker put back. Best effort. */
  repair(): Promise<void>;
  /** Makes both copies and markers those of an envelope that was just opened. Best effort. */
  settle(opened: Envelope, verify: Verify): Promise<void>;
  remove(): Promise<VaultResult>;
}

type Copy =
  | { kind: 'envelope'; envelope: Envelope }
  | { kind: 'missing' }
  | { kind: 'unusable'; code: 'vault-newer' | 'vault-bounds' | 'vault-unreadable' | 'vault-damaged' };

type Marker = 'set' | 'unset' | 'removing' | 'unreadable';

async function readCopy(store: KeyValue): Promise<Copy> {
  let value: unknown;
  try {
    value = await store.get(NAMES.envelope);
  } catch {
    return { kind: 'unusable', code: 'vault-unreadable' };
  }
  if (value === undefined) return { kind: 'missing' };
  const parsed = await parseEnvelope(value);
  if (parsed.ok) return { kind: 'envelope', envelope: parsed.envelope };
  const { code } = parsed;
  return {
    kind: 'unusable',
    code: code === 'vault-newer' || code === 'vault-bounds' ? code : 'vault-damaged',
  };
}

async function readMarker(store: KeyValue): Promise<Marker> {
  try {
    const value = await store.get(NAMES.marker);
    if (value === undefined) return 'unset';
    // A marker that is damaged still says that something was there.
    return value === REMOVING ? 'removing' : 'set';
  } catch {
    return 'unreadable';
  }
}

/** What to say of two copies of which none can be used: the one that forbids most comes first. */
const GRAVITY = ['vault-newer', 'vault-unreadable', 'vault-bounds', 'vault-damaged'] as const;

export function createCopies(local: KeyValue, second: KeyValue): Copies {
  const stores = [local, second] as const;

  const readCopies = () => Promise.all(stores.map(readCopy));
  const readMarkers = () => Promise.all(stores.map(readMarker));

  async function read(): Promise<VaultResult<{ candidates: readonly Envelope[] }>> {
    const [copies, markers] = await Promise.all([readCopies(), readMarkers()]);
    if (markers.includes('removing')) return failure('vault-missing');

    const unusable = GRAVITY.find((code) =>
      copies.some((copy) => copy.kind === 'unusable' && copy.code === code),
    );
    // The other copy may be older than what the newer version wrote.
    if (unusable === 'vault-newer') return failure(unusable);

    const candidates = newestFirst(copies);
    if (candidates.length > 0) return { ok: true, candidates };
    if (unusable !== undefined) return failure(unusable);
    if (markers.includes('set')) return failure('vault-lost');
    return failure(markers.includes('unreadable') ? 'vault-unreadable' : 'vault-missing');
  }

  async function write(next: Envelope, verify: Verify): Promise<VaultResult> {
    const undo: (() => Promise<void>)[] = [];
    try {
      for (const store of stores) {
        undo.unshift(await restorer(store, NAMES.envelope));
        await store.set(NAMES.envelope, next);
        await readBack(store, next, verify);
      }
      for (const store of stores) {
        undo.unshift(await restorer(store, NAMES.marker));
        await store.set(NAMES.marker, EXISTS);
      }
      return { ok: true };
    } catch (error) {
      for (const step of undo) {
        try {
          await step();
        } catch {
          // The other copy holds a whole vault; which of the two counts is settled at the next unlock.
        }
      }
      return storageFailure(error);
    }
  }

  async function repair(): Promise<void> {
    if ((await readMarkers()).includes('removing')) {
      await remove();
      return;
    }
    const read = await readCopies();
    const whole = read.find((copy) => copy.kind === 'envelope');
    if (whole === undefined) return;
    for (const [index, store] of stores.entries()) {
      if (read[index]?.kind === 'missing') await quietly(() => store.set(NAMES.envelope, whole.envelope));
    }
    await mark();
  }

  async function settle(opened: Envelope, verify: Verify): Promise<void> {
    for (const store of stores) {
      const copy = await readCopy(store);
      if (copy.kind === 'envelope' && sameEnvelope(copy.envelope, opened)) continue;
      await quietly(async () => {
        const restore = await restorer(store, NAMES.envelope);
        try {
          await store.set(NAMES.envelope, opened);
          await readBack(store, opened, verify);
        } catch {
          await restore();
        }
      });
    }
    await mark();
  }

  async function mark(): Promise<void> {
    for (const store of stores) {
      if ((await readMarker(store)) === 'unset') await quietly(() => store.set(NAMES.marker, EXISTS));
    }
  }

  async function remove(): Promise<VaultResult> {
    // One marker is enough to finish later; deleting goes on even if none could be written.
    for (const store of stores) await quietly(() => store.set(NAMES.marker, REMOVING));
    let problem: unknown = null;
    for (const name of [NAMES.envelope, NAMES.marker]) {
      for (const store of stores) {
        try {
          await store.remove(name);
        } catch (error) {
          problem = error;
        }
      }
      // With a copy left over, the markers must stay: they say that it is to go.
      if (problem !== null) return storageFailure(problem);
    }
    return { ok: true };
  }

  return { read, write, repair, settle, remove };
}

/** Higher revision first; a copy that equals the other counts once. */
function newestFirst(copies: readonly Copy[]): Envelope[] {
  const envelopes = copies.flatMap((copy) => (copy.kind === 'envelope' ? [copy.envelope] : []));
  const [one, other] = envelopes;
  if (one === undefined || other === undefined) return envelopes;
  if (sameEnvelope(one, other)) return [one];
  return one.revision >= other.revision ? [one, other] : [other, one];
}

/** A function that puts back what is stored now. */
async function restorer(store: KeyValue, name: string): Promise<() => Promise<void>> {
  const before = await store.get(name);
  return () => (before === undefined ? store.remove(name) : store.set(name, before));
}

/** Throws unless the store gives back exactly what was written, and it opens. */
async function readBack(store: KeyValue, written: Envelope, verify: Verify): Promise<void> {
  const read = await parseEnvelope(await store.get(NAMES.envelope));
  if (!read.ok || !sameEnvelope(read.envelope, written) || !verify(read.envelope)) {
    throw new Error('The vault was not stored as written.');
  }
}

async function quietly(task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch {
    // Tried again at the next start or unlock.
  }
}
