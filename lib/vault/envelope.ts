/**
 * The stored envelope; docs/vault-format.md gives every byte.
 *
 *   pepper --opens--> seal --> wrappedKey and entries (since version 2)
 *   passphrase --Argon2id--> key-encryption key --opens--> wrappedKey --> data key --opens--> entries
 *
 * XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), random 24-byte nonces. The additional data binds each box
 * to header and purpose, so no part can be swapped.
 */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import * as v from 'valibot';
import { fromBase64, toBase64, wipe } from './bytes.ts';
import { type KdfParameters, KEK_BYTES } from './derive.ts';
import type { Pepper } from './pepper.ts';
import { failure, type VaultResult } from './result.ts';

export const FORMAT = 'clientplug-vault';
export const VERSION = 2;
const CIPHER = 'xchacha20-poly1305';
const KDF = 'argon2id';

export const SALT_BYTES = 32;
export const DATA_KEY_BYTES = 32;
const NONCE_BYTES = 24;
const TAG_BYTES = 16;
/** About 400 keys; Stripe's are about 110 characters long. */
const MAX_PLAINTEXT_BYTES = 65_536;
const MAX_SEALED_BYTES = 88_000;
const MAX_ID_LENGTH = 200;
const MAX_KEY_LENGTH = 1024;

/**
 * Floor: OWASP's minimum for Argon2id, so a forged envelope can't weaken the derivation. Ceiling: it can't
 * occupy the machine. Memory ≥ 8 KiB per lane (RFC 9106, 3.1) follows from the floor.
 */
export const BOUNDS = {
  memoryKiB: { least: 19 * 1024, most: 256 * 1024 },
  passes: { least: 2, most: 10 },
  lanes: { least: 1, most: 16 },
} as const;

/** Connection id → key. */
export type Entries = ReadonlyMap<string, string>;
export type Random = (length: number) => Uint8Array;

const bytesOf = (length: number) =>
  v.pipe(
    v.string(),
    v.length(4 * Math.ceil(length / 3)),
    v.check((text) => fromBase64(text)?.length === length),
  );

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

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
  /** Counts writes: the higher of two copies is the newer one. */
  revision: v.pipe(whole, v.minValue(1)),
};
/** SHA-256 of the rest. Not a proof: it tells a damaged disk from a wrong passphrase. */
const check = bytesOf(32);
const schema1 = v.strictObject({ format, version: v.literal(1), ...header, ...partsSchema.entries, check });
const schema2 = v.strictObject({
  format,
  version: v.literal(2),
  ...header,
  /** The name of the pepper that opens `sealed`. */
  pepper: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  sealed: v.strictObject({ nonce: bytesOf(NONCE_BYTES), box: boxUpTo(MAX_SEALED_BYTES) }),
  check,
});

type Stored1 = v.InferOutput<typeof schema1>;
type Stored2 = v.InferOutput<typeof schema2>;
export type StoredEnvelope = Stored1 | Stored2;

/** An envelope without its seal; the same in both versions. */
export interface Envelope extends v.InferOutput<typeof partsSchema> {
  kdf: v.InferOutput<typeof kdfSchema>;
  revision: number;
}
type Box = Envelope['entries'];

/** Validates form, size and parameters before anything is derived or decrypted. */
export async function parseEnvelope(value: unknown): Promise<VaultResult<{ stored: StoredEnvelope }>> {
  if (v.is(newer, value)) return failure('vault-newer');
  const parsed = v.safeParse(v.variant('version', [schema1, schema2]), value, { abortEarly: true });
  if (!parsed.success) return failure('vault-damaged');
  const stored = parsed.output;
  // Before the checksum, which a forger would get right.
  if (!withinBounds(stored.kdf)) return failure('vault-bounds');
  if ((await checkOf(stored)) !== stored.check) return failure('vault-damaged');
  return { ok: true, stored };
}

/** Every version keeps `format` and `version`; anything else may change. */
const newer = v.object({
  format: v.literal(FORMAT),
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(VERSION + 1)),
});

export function withinBounds(kdf: { memoryKiB: number; passes: number; lanes: number }): boolean {
  const within = (name: keyof typeof BOUNDS): boolean =>
    kdf[name] >= BOUNDS[name].least && kdf[name] <= BOUNDS[name].most;
  return within('memoryKiB') && within('passes') && within('lanes');
}

/** Canonical text for the checksum: fields in a fixed order. */
function canonical(stored: Unchecked): string {
  const rest =
    stored.version === 1
      ? [...boxFields(stored.wrappedKey), ...boxFields(stored.entries)]
      : [stored.pepper, ...boxFields(stored.sealed)];
  return JSON.stringify([...headerFields(stored.kdf, stored.version), stored.revision, ...rest]);
}

type Unchecked = Omit<Stored1, 'check'> | Omit<Stored2, 'check'>;

const boxFields = ({ nonce, box }: Box): string[] => [nonce, box];

/** The inner boxes say version 1 in every version: the seal wraps them unchanged. */
function headerFields(kdf: Envelope['kdf'], version: 1 | 2 = 1): (string | number)[] {
  return [FORMAT, version, CIPHER, kdf.name, kdf.memoryKiB, kdf.passes, kdf.lanes, kdf.salt];
}

export function sameEnvelope(one: Envelope, other: Envelope): boolean {
  const text = ({ kdf, revision, wrappedKey, entries }: Envelope): string =>
    JSON.stringify([...headerFields(kdf), revision, ...boxFields(wrappedKey), ...boxFields(entries)]);
  return text(one) === text(other);
}

export async function checkOf(stored: Unchecked): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical(stored)));
  return toBase64(new Uint8Array(digest));
}

const additionalData = (fields: readonly (string | number)[]): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(fields));

/** Not bound to the revision: writes without the passphrase carry the wrapped key over. */
const dataKeyAad = ({ kdf }: Pick<Envelope, 'kdf'>): Uint8Array =>
  additionalData(['data key', ...headerFields(kdf)]);
const entriesAad = ({ kdf, revision }: Pick<Envelope, 'kdf' | 'revision'>): Uint8Array =>
  additionalData(['entries', ...headerFields(kdf), revision]);
const sealAad = ({ kdf, revision }: Pick<Envelope, 'kdf' | 'revision'>, pepper: string): Uint8Array =>
  additionalData(['seal', ...headerFields(kdf, 2), revision, pepper]);

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

/** Returns null when damaged. Version 1 has no seal. */
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

/** Returns null if key, nonce, box and additional data don't match. */
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

export function storable(entries: Entries): boolean {
  if (entries.size === 0) return false;
  for (const [id, key] of entries) {
    if (id === '' || id.length > MAX_ID_LENGTH || key === '' || key.length > MAX_KEY_LENGTH) return false;
  }
  const plaintext = plaintextOf(entries);
  wipe(plaintext);
  return plaintext.length <= MAX_PLAINTEXT_BYTES;
}

/** `Object.fromEntries` defines properties, so an id of `__proto__` stays an entry. */
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

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

export interface NewEnvelope {
  kdf: KdfParameters;
  kek: Uint8Array;
  dataKey: Uint8Array;
  entries: Entries;
  revision: number;
  random: Random;
}

export function seal({ kdf, kek, dataKey, entries, revision, random }: NewEnvelope): Envelope {
  const { memoryKiB, passes, lanes, salt } = kdf;
  const header = { kdf: { name: KDF, memoryKiB, passes, lanes, salt: toBase64(salt) } } as const;
  const wrappedKey = sealBox(dataKey, kek, dataKeyAad(header), random);
  return sealEntries({ ...header, revision, wrappedKey }, { dataKey, entries, random });
}

/** Replaces the entries; needs the data key, not the passphrase. */
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

export function kdfOf(envelope: Envelope): KdfParameters {
  const { memoryKiB, passes, lanes, salt } = envelope.kdf;
  return { memoryKiB, passes, lanes, salt: fromBase64(salt) ?? new Uint8Array(SALT_BYTES) };
}

/** Returns null for a wrong passphrase. */
export function openDataKey(envelope: Envelope, kek: Uint8Array): Uint8Array | null {
  if (kek.length !== KEK_BYTES) return null;
  return openBox(envelope.wrappedKey, kek, dataKeyAad(envelope));
}

/** Returns null when damaged or sealed under another data key. */
export function openEntries(envelope: Envelope, dataKey: Uint8Array): Entries | null {
  const plaintext = openBox(envelope.entries, dataKey, entriesAad(envelope));
  if (plaintext === null) return null;
  const entries = entriesOf(plaintext);
  wipe(plaintext);
  return entries;
}
