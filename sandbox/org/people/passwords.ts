import { createHash, pbkdf2, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { ImportedHash } from '../kernel/model.ts';

const scryptAsync = promisify(scrypt) as (secret: string, salt: Buffer, length: number) => Promise<Buffer>;
const pbkdf2Async = promisify(pbkdf2);

/** Whether the person signs in with a password, wherever it is kept until the first time. */
export const hasPassword = (user: {
  readonly [name in 'passwordHash' | 'importedPassword' | 'importsPassword']?: unknown;
}): boolean =>
  user.passwordHash !== undefined || user.importedPassword !== undefined || user.importsPassword === true;

/** Hashes a password or a recovery answer with scrypt (N=2^14, Node's default): `salt:hash`, both base64url. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await scryptAsync(secret, salt, 32);
  return `${salt.toString('base64url')}:${hash.toString('base64url')}`;
}

/** Whether `secret` matches the hash by `hashSecret`. */
export async function matchesSecret(secret: string, stored: string): Promise<boolean> {
  const [salt = '', hash = ''] = stored.split(':');
  const expected = Buffer.from(hash, 'base64url');
  if (expected.length === 0) return false;
  return timingSafeEqual(
    await scryptAsync(secret, Buffer.from(salt, 'base64url'), expected.length),
    expected,
  );
}

/**
 * Whether `secret` matches an imported hash.
 * @see https://developer.okta.com/docs/reference/api/users/#hashed-password-object
 */
export async function matchesImportedHash(secret: string, imported: ImportedHash): Promise<boolean> {
  if (imported.algorithm === 'BCRYPT') return await matchesBcrypt(secret, imported);
  const expected = Buffer.from(imported.value, 'base64');
  const salt = Buffer.from(imported.salt ?? '', 'base64');
  const { algorithm } = imported;
  const actual = await importedDigest(secret, salt, { ...imported, algorithm }, expected.length);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** Okta takes the three parts of a bcrypt string apart: work factor, salt (22 characters) and value (31). */
async function matchesBcrypt(
  secret: string,
  { workFactor = 10, salt = '', value }: ImportedHash,
): Promise<boolean> {
  if (workFactor < 4) return false; // bcrypt itself knows no weaker one
  const { compare } = await import('bcryptjs');
  return await compare(secret, `$2a$${String(workFactor).padStart(2, '0')}$${salt}${value}`);
}

async function importedDigest(
  secret: string,
  salt: Buffer,
  imported: ImportedHash & { readonly algorithm: Exclude<ImportedHash['algorithm'], 'BCRYPT'> },
  length: number,
): Promise<Buffer> {
  if (imported.algorithm === 'PBKDF2') {
    const digest = imported.digestAlgorithm === 'SHA512_HMAC' ? 'sha512' : 'sha256';
    return await pbkdf2Async(secret, salt, imported.iterationCount ?? 4096, length, digest);
  }
  const name = { 'SHA-512': 'sha512', 'SHA-256': 'sha256', 'SHA-1': 'sha1', MD5: 'md5' }[imported.algorithm];
  const secretBytes = Buffer.from(secret, 'utf8');
  const parts = imported.saltOrder === 'PREFIX' ? [salt, secretBytes] : [secretBytes, salt];
  return createHash(name).update(Buffer.concat(parts)).digest();
}
