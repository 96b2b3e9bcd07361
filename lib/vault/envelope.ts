/**
 * The envelope on the disk. docs/vault-format.md gives every byte; vectors.fixture.ts holds envelopes of each version
 * that must open for good.
 *
 *     pepper --opens--> seal --> wrappedKey and entries                                        (since version 2)
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
import type { Pepper } from './pepper.ts';
import { failure, type VaultResult } from './result.ts';

export const FORMAT = 'clientplug-vault';
/** The version that is written. */
export const VERSION = 2;
const CIPHER = 'xchacha20-poly1305';
const KDF = 'argon2id';

export const SALT_BYTES = 32;
export const DATA_KEY_BYTES = 32;
const NONCE_BYTES = 24;
const TAG_BYTES = 16;
/** Some 400 keys; Stripe's are about 110 characters long. */
const MAX_PLAINTEXT_BYTES = 65_536;
/** Both boxes as JSON: the entries' as base64, and some 300 characters around it. */
const MAX_SEALED_BYTES = 88_000;
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
  memoryKiB: { least: 19 * 1024, most: 256 * 1024 },
  passes: { least: 2, most: 10 },
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

/** The base64 text of a box around a plaintext of at most so many bytes. */
const boxUpTo = (length: number) =>
  v.pipe(
    v.string(),
    v.maxLength(4 * Math.ceil((length + TAG_BYTES) / 3)),
    v.check((text) => (fromBase64(text)?.length ?? 0) >= TAG_BYTES),
  );

const kdfSchema = v.strictObject({
  name: v.literal(KDF),
  memoryKiB: whole,
  passes: whole,
  lanes: whole,
  salt: bytesOf(SALT_BYTES),
});
const partsSchema = v.strictObject({
  wrappedKey: v.strictObject({ nonce: bytesOf(NONCE_BYTES), box: bytesOf(DATA_KEY_BYTES + TAG_BYTES) }),
  entries: v.strictObject({ nonce: bytesOf(NONCE_BYTES), box: boxUpTo(MAX_PLAINTEXT_BYTES) }),
});

const format = v.literal(FORMAT);
const header = {
  cipher: v.literal(CIPHER),
  kdf: kdfSchema,
  /** Counts the writes: of two copies that differ, the higher was written later. */
  revision: v.pipe(whole, v.minValue(1)),
};
/** SHA-256 of all the rest. No secret and no proof: it tells a damaged disk from a wrong passphrase. */
const check = bytesOf(32);
const schema1 = v.strictObject({ format, version: v.literal(1), ...header, ...partsSchema.entries, check });
const schema2 = v.strictObject({
  format,
  version: v.literal(2),
  ...header,
  /** The name of the pepper that `sealed` opens with. */
  pepper: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  sealed: v.strictObject({ nonce: bytesOf(NONCE_BYTES), box: boxUpTo(MAX_SEALED_BYTES) }),
  check,
});

type Stored1 = v.InferOutput<typeof schema1>;
type Stored2 = v.InferOutput<typeof schema2>;
/** An envelope as it is stored, of any version that is read. */
export type StoredEnvelope = Stored1 | Stored2;

/** An envelope without its seal: what passphrase and data key open, the same in both versions. */
export interface Envelope extends v.InferOutput<typeof partsSchema> {
  kdf: v.InferOutput<typeof kdfSchema>;
  revision: number;
}
type Box = Envelope['entries'];

/**
 * The stored value as an envelope. Nothing is derived or decrypted here, and nothing is done with a value whose
 * form, size or parameters are not as they must be.
 */
export async function parseEnvelope(value: unknown): Promise<VaultResult<{ stored: StoredEnvelope }>> {
  if (v.is(newer, value)) return failure('vault-newer');
  const parsed = v.safeParse(v.variant('version', [schema1, schema2]), value, { abortEarly: true });
  if (!parsed.success) return failure('vault-damaged');
  const stored = parsed.output;
  // Before the checksum, which a forger would have made right.
  if (!withinBounds(stored.kdf)) return failure('vault-bounds');
  if ((await checkOf(stored)) !== stored.check) return failure('vault-damaged');
  return { ok: true, stored };
}

/** Every version keeps `format` and `version`; all else may change. */
const newer = v.object({
  format: v.literal(FORMAT),
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(VERSION + 1)),
});

export function withinBounds(kdf: { memoryKiB: number; passes: number; lanes: number }): boolean {
  const within = (name: keyof typeof BOUNDS): boolean =>
    kdf[name] >= BOUNDS[name].least && kdf[name] <= BOUNDS[name].most;
  return within('memoryKiB') && within('passes') && within('lanes');
}

/** One text per stored envelope: the fields in a fixed order, as a JSON array of strings and whole numbers. */
function canonical(stored: Unchecked): string {
  const rest =
    stored.version === 1
      ? [...boxFields(stored.wrappedKey), ...boxFields(stored.entries)]
      : [stored.pepper, ...boxFields(stored.sealed)];
  return JSON.stringify([...headerFields(stored.kdf, stored.version), stored.revision, ...rest]);
}

type Unchecked = Omit<Stored1, 'check'> | Omit<Stored2, 'check'>;

const boxFields = ({ nonce, box }: Box): string[] => [nonce, box];

/** The boxes that passphrase and data key open say version 1 in every version: a seal is put around them unchanged. */
function headerFields(kdf: Envelope['kdf'], version: 1 | 2 = 1): (string | number)[] {
  return [FORMAT, version, CIPHER, kdf.name, kdf.memoryKiB, kdf.passes, kdf.lanes, kdf.salt];
}

export function sameEnvelope(one: Envelope, other: Envelope): boolean {
  const text = ({ kdf, revision, wrappedKey, entries }: Envelope): string =>
    JSON.stringify([...headerFields(kdf), revision, ...boxFields(wrappedKey), ...boxFields(entries)]);
  return text(one) === text(other);
}

/** Exported for tests that forge envelopes. */
export async function checkOf(stored: Unchecked): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical(stored)));
  return toBase64(new Uint8Array(digest));
}

const additionalData = (fields: readonly (string | number)[]): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(fields));

/**
 * The entries are also bound to the revision; the wrapped key is not, since it is carried on unchanged by writes
 * that happen without the passphrase.
 */
const dataKeyAad = ({ kdf }: Pick<Envelope, 'kdf'>): Uint8Array =>
  additionalData(['data key', ...headerFields(kdf)]);
const entriesAad = ({ kdf, revision }: Pick<Envelope, 'kdf' | 'revision'>): Uint8Array =>
  additionalData(['entries', ...headerFields(kdf), revision]);
const sealAad = ({ kdf, revision }: Pick<Envelope, 'kdf' | 'revision'>, pepper: string): Uint8Array =>
  additionalData(['seal', ...headerFields(kdf, 2), revision, pepper]);

/** What is stored: the two boxes, sealed once more with the pepper. */
export async function sealWithPepper(
  { kdf, revision, wrappedKey, entries }: Envelope,
  pepper: Pepper,
  random: Random,
): Promise<StoredEnvelope> {
  const plaintext = new TextEncoder().encode(JSON.stringify({ wrappedKey, entries }));
  const sealed = sealBox(plaintext, pepper.bytes, sealAad({ kdf, revision }, pepper.name), random);
  const unchecked = {
    format: FORMAT,
    version: VERSION,
    cipher: CIPHER,
    kdf,
    revision,
    pepper: pepper.name,
    sealed,
  } as const;
  return { ...unchecked, check: await checkOf(unchecked) };
}

/**
 * The envelope behind the seal, or `null`: damaged. Version 1 has no seal.
 * @param pepper the one that `stored.pepper` names
 */
export function unseal(stored: StoredEnvelope, pepper: Pepper | null): Envelope | null {
  const { kdf, revision } = stored;
  if (stored.version === 1) return { kdf, revision, wrappedKey: stored.wrappedKey, entries: stored.entries };
  if (pepper === null) return null;
  const plaintext = openBox(stored.sealed, pepper.bytes, sealAad(stored, pepper.name));
  if (plaintext === null) return null;
  const parts = v.safeParse(partsSchema, parseJson(plaintext));
  return parts.success ? { kdf, revision, ...parts.output } : null;
}

function sealBox(plaintext: Uint8Array, key: Uint8Array, aad: Uint8Array, random: Random): Box {
  const nonce = random(NONCE_BYTES);
  return { nonce: toBase64(nonce), box: toBase64(xchacha20poly1305(key, nonce, aad).encrypt(plaintext)) };
}

/** The plaintext, or `null` when key, nonce, box and additional data do not belong together. */
function openBox(sealed: Box, key: Uint8Array, aad: Uint8Array): Uint8Array | null {
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
  const value = parseJson(plaintext);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const pairs: [string, unknown][] = Object.entries(value);
  return pairs.every(isEntry) ? new Map(pairs) : null;
}

/** `undefined` for bytes that are no JSON. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
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
export function seal({ kdf, kek, dataKey, entries, revision, random }: NewEnvelope): Envelope {
  const { memoryKiB, passes, lanes, salt } = kdf;
  const header = { kdf: { name: KDF, memoryKiB, passes, lanes, salt: toBase64(salt) } } as const;
  const wrappedKey = sealBox(dataKey, kek, dataKeyAad(header), random);
  return sealEntries({ ...header, revision, wrappedKey }, { dataKey, entries, random });
}

/** The same vault with other entries: needs the data key only, not the passphrase. */
export function reseal(envelope: Envelope, contents: NewEntries): Envelope {
  const { kdf, wrappedKey, revision } = envelope;
  return sealEntries({ kdf, wrappedKey, revision: revision + 1 }, contents);
}

type NewEntries = Pick<NewEnvelope, 'dataKey' | 'entries' | 'random'>;

function sealEntries(rest: Omit<Envelope, 'entries'>, { dataKey, entries, random }: NewEntries): Envelope {
  const plaintext = plaintextOf(entries);
  const box = sealBox(plaintext, dataKey, entriesAad(rest), random);
  wipe(plaintext);
  return { ...rest, entries: box };
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
  const plaintext = openBox(envelope.entries, dataKey, entriesAad(envelope));
  if (plaintext === null) return null;
  const entries = entriesOf(plaintext);
  wipe(plaintext);
  return entries;
}
