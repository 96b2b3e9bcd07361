/**
 * Envelope, version 1: what lies on the disk. docs/vault-format.md gives every byte; vectors.fixture.ts holds
 * envelopes that must open for good.
 *
 *     passphrase --Argon2id--> key-encryption key --opens--> wrappedKey --> data key --opens--> entries
 *
 * XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with random 24-byte nonces: with at most a few writes a day, a
 * repetition needs no counter to be ruled out. Both boxes are bound to the header and to their purpose by the
 * additional data, so that no part can be swapped for a part of another envelope or for the other box.
 */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import * as v from 'valibot';
import { fromBase64, toBase64, wipe } from './bytes.ts';
import { type KdfParameters, KEK_BYTES } from './derive.ts';
import { failure, type VaultResult } from './result.ts';

export const FORMAT = 'clientplug-vault';
export const VERSION = 1;
const CIPHER = 'xchacha20-poly1305';
const KDF = 'argon2id';

export const SALT_BYTES = 32;
export const DATA_KEY_BYTES = 32;
const NONCE_BYTES = 24;
const TAG_BYTES = 16;
/** Some 400 keys; Stripe's are about 110 characters long. */
const MAX_PLAINTEXT_BYTES = 65_536;
/** As long as the message table lets pass. */
const MAX_ID_LENGTH = 200;
const MAX_KEY_LENGTH = 1024;

/**
 * What is derived from at all. Floor: the OWASP Password Storage Cheat Sheet's minimum for Argon2id (19 MiB,
 * 2 passes), so that a forged envelope cannot have the passphrase spent on a cheap derivation. Ceiling: a forged
 * envelope cannot occupy the machine. Lanes cost nothing by themselves; memory ≥ 8 KiB per lane (RFC 9106, 3.1)
 * follows from the floor.
 */
export const BOUNDS = {
  memoryKiB: { least: 19 * 1024, most: 1024 * 1024 },
  passes: { least: 2, most: 20 },
  lanes: { least: 1, most: 16 },
} as const;

/** Connection id → key. */
export type Entries = ReadonlyMap<string, string>;
export type Random = (length: number) => Uint8Array;

/** The base64 text of exactly so many bytes. */
const bytesOf = (length: number) =>
  v.pipe(
    v.string(),
    v.length(4 * Math.ceil(length / 3)),
    v.check((text) => fromBase64(text)?.length === length),
  );

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const entriesBox = v.pipe(
  v.string(),
  v.maxLength(4 * Math.ceil((MAX_PLAINTEXT_BYTES + TAG_BYTES) / 3)),
  v.check((text) => (fromBase64(text)?.length ?? 0) >= TAG_BYTES),
);

const schema = v.strictObject({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  cipher: v.literal(CIPHER),
  kdf: v.strictObject({
    name: v.literal(KDF),
    memoryKiB: whole,
    passes: whole,
    lanes: whole,
    salt: bytesOf(SALT_BYTES),
  }),
  /** Counts the writes: of two copies that differ, the higher was written later. */
  revision: v.pipe(whole, v.minValue(1)),
  wrappedKey: v.strictObject({ nonce: bytesOf(NONCE_BYTES), box: bytesOf(DATA_KEY_BYTES + TAG_BYTES) }),
  entries: v.strictObject({ nonce: bytesOf(NONCE_BYTES), box: entriesBox }),
  /** SHA-256 of all the rest. No secret and no proof: it tells a damaged disk from a wrong passphrase. */
  check: bytesOf(32),
});

export type Envelope = v.InferOutput<typeof schema>;
type Header = Pick<Envelope, 'format' | 'version' | 'cipher' | 'kdf'>;
type Sealed = Envelope['entries'];

/**
 * The stored value as an envelope. Nothing is derived or decrypted here, and nothing is done with a value whose
 * form, size or parameters are not as they must be.
 */
export async function parseEnvelope(value: unknown): Promise<VaultResult<{ envelope: Envelope }>> {
  if (isNewer(value)) return failure('vault-newer');
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  if (!parsed.success) return failure('vault-damaged');
  const envelope = parsed.output;
  // Before the checksum, which a forger would have made right.
  if (!withinBounds(envelope.kdf)) return failure('vault-bounds');
  if ((await checkOf(envelope)) !== envelope.check) return failure('vault-damaged');
  return { ok: true, envelope };
}

const newer = v.object({
  format: v.literal(FORMAT),
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(VERSION + 1)),
});

/** Every version keeps `format` and `version`; all else may change. */
function isNewer(value: unknown): boolean {
  return v.is(newer, value);
}

export function withinBounds(kdf: { memoryKiB: number; passes: number; lanes: number }): boolean {
  const within = (name: keyof typeof BOUNDS): boolean =>
    kdf[name] >= BOUNDS[name].least && kdf[name] <= BOUNDS[name].most;
  return within('memoryKiB') && within('passes') && within('lanes');
}

/** One text per envelope: the fields in a fixed order, as a JSON array of strings and whole numbers. */
function canonical(envelope: Omit<Envelope, 'check'>): string {
  const { wrappedKey, entries, revision } = envelope;
  return JSON.stringify([
    ...headerFields(envelope),
    revision,
    wrappedKey.nonce,
    wrappedKey.box,
    entries.nonce,
    entries.box,
  ]);
}

function headerFields({ format, version, cipher, kdf }: Header): (string | number)[] {
  return [format, version, cipher, kdf.name, kdf.memoryKiB, kdf.passes, kdf.lanes, kdf.salt];
}

export function sameEnvelope(one: Envelope, other: Envelope): boolean {
  return one.check === other.check && canonical(one) === canonical(other);
}

/** Exported for tests that forge envelopes. */
export async function checkOf(envelope: Omit<Envelope, 'check'>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical(envelope)));
  return toBase64(new Uint8Array(digest));
}

/**
 * Additional data. The entries are also bound to the revision; the wrapped key is not, since it is carried on
 * unchanged by writes that happen without the passphrase.
 */
function dataKeyAad(header: Header): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(['data key', ...headerFields(header)]));
}
function entriesAad(header: Header, revision: number): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(['entries', ...headerFields(header), revision]));
}

function sealBox(plaintext: Uint8Array, key: Uint8Array, aad: Uint8Array, random: Random): Sealed {
  const nonce = random(NONCE_BYTES);
  return { nonce: toBase64(nonce), box: toBase64(xchacha20poly1305(key, nonce, aad).encrypt(plaintext)) };
}

/** The plaintext, or `null` when key, nonce, box and additional data do not belong together. */
function openBox(sealed: Sealed, key: Uint8Array, aad: Uint8Array): Uint8Array | null {
  const nonce = fromBase64(sealed.nonce);
  const box = fromBase64(sealed.box);
  if (nonce === null || box === null) return null;
  try {
    return xchacha20poly1305(key, nonce, aad).decrypt(box);
  } catch {
    return null;
  }
}

/** Whether these entries can be stored. */
export function storable(entries: Entries): boolean {
  if (entries.size === 0) return false;
  for (const [id, key] of entries) {
    if (id === '' || id.length > MAX_ID_LENGTH || key === '' || key.length > MAX_KEY_LENGTH) return false;
  }
  const plaintext = plaintextOf(entries);
  wipe(plaintext);
  return plaintext.length <= MAX_PLAINTEXT_BYTES;
}

/** `Object.fromEntries` defines properties, so that even an id of `__proto__` stays an entry. */
function plaintextOf(entries: Entries): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
}

const isEntry = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';

function entriesOf(plaintext: Uint8Array): Entries | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plaintext));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const pairs: [string, unknown][] = Object.entries(value);
    return pairs.every(isEntry) ? new Map(pairs) : null;
  } catch {
    return null;
  }
}

export interface NewEnvelope {
  kdf: KdfParameters;
  /** What `kdf` and the passphrase derive to. */
  kek: Uint8Array;
  dataKey: Uint8Array;
  entries: Entries;
  revision: number;
  random: Random;
}

/** A whole new envelope: for a new vault, a new passphrase, stronger parameters. */
export async function seal(parts: NewEnvelope): Promise<Envelope> {
  const { kdf, kek, dataKey, entries, revision, random } = parts;
  const header: Header = {
    format: FORMAT,
    version: VERSION,
    cipher: CIPHER,
    kdf: {
      name: KDF,
      memoryKiB: kdf.memoryKiB,
      passes: kdf.passes,
      lanes: kdf.lanes,
      salt: toBase64(kdf.salt),
    },
  };
  const wrappedKey = sealBox(dataKey, kek, dataKeyAad(header), random);
  return sealEntries({ ...header, revision, wrappedKey }, dataKey, entries, random);
}

/** The same vault with other entries: needs the data key only, not the passphrase. */
export function reseal(
  envelope: Envelope,
  dataKey: Uint8Array,
  entries: Entries,
  random: Random,
): Promise<Envelope> {
  const { check: _old, entries: _before, ...rest } = envelope;
  return sealEntries({ ...rest, revision: envelope.revision + 1 }, dataKey, entries, random);
}

async function sealEntries(
  rest: Omit<Envelope, 'entries' | 'check'>,
  dataKey: Uint8Array,
  entries: Entries,
  random: Random,
): Promise<Envelope> {
  const plaintext = plaintextOf(entries);
  const box = sealBox(plaintext, dataKey, entriesAad(rest, rest.revision), random);
  wipe(plaintext);
  const unchecked = { ...rest, entries: box };
  return { ...unchecked, check: await checkOf(unchecked) };
}

/** What the derivation needs. The salt was measured by `parseEnvelope`. */
export function kdfOf(envelope: Envelope): KdfParameters {
  const { memoryKiB, passes, lanes, salt } = envelope.kdf;
  return { memoryKiB, passes, lanes, salt: fromBase64(salt) ?? new Uint8Array(SALT_BYTES) };
}

/** The data key, or `null`: wrong passphrase. */
export function openDataKey(envelope: Envelope, kek: Uint8Array): Uint8Array | null {
  if (kek.length !== KEK_BYTES) return null;
  return openBox(envelope.wrappedKey, kek, dataKeyAad(envelope));
}

/** The entries, or `null`: damaged, or of another data key. */
export function openEntries(envelope: Envelope, dataKey: Uint8Array): Entries | null {
  const plaintext = openBox(envelope.entries, dataKey, entriesAad(envelope, envelope.revision));
  if (plaintext === null) return null;
  const entries = entriesOf(plaintext);
  wipe(plaintext);
  return entries;
}
