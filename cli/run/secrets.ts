import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder, replaceFile } from '../../shared/files.js';

/**
 * A random text that stays the same between runs: generated on the first run and stored in `file`, readable
 * only by its owner.
 * @returns 43 characters of base64url
 */
export async function keptSecret(file: string): Promise<string> {
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (kept.length >= 16) return kept;
  const secret = randomBytes(32).toString('base64url');
  makeFolder(dirname(file), 0o700);
  await replaceFile(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}

/** A random password with all that a new org's password policy asks: 72 random bits, and a letter of each case and a digit. */
export const newPassword = (): string => `${randomBytes(9).toString('base64url')}-Aa7`;
