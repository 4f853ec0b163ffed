import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The time step of time-based passwords in seconds. */
export const totpPeriodSeconds = 30;
const digits = 6;
const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A fresh shared secret: 80 bits in base32, 16 letters, as Okta hands them to authenticator apps. */
export const newSharedSecret = (): string => toBase32(randomBytes(10));

/**
 * The password of a moment (RFC 6238 with SHA-1, six digits, 30 seconds).
 * @param at milliseconds since the epoch
 */
export const totp = (secret: string, at: number): string => hotp(secret, timeStep(at));

/**
 * The time step of this password: the current one or, for inaccurate clocks, the one before or after. Undefined
 * if there is none, or it is not later than `after`: a password is valid once (RFC 6238, section 5.2).
 */
export function matchingTimeStep(secret: string, code: string, at: number, after = -1): number | undefined {
  const now = timeStep(at);
  return [now, now - 1, now + 1].find((step) => step > after && isSame(hotp(secret, step), code));
}

const timeStep = (at: number): number => Math.floor(at / 1000 / totpPeriodSeconds);

/** RFC 4226, section 5.3. */
function hotp(secret: string, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const hash = createHmac('sha1', fromBase32(secret)).update(message).digest();
  const offset = hash.readUInt8(hash.length - 1) & 0xf;
  const number = hash.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** RFC 4648, section 6, without padding. */
export function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => base32Alphabet.charAt(parseInt(group.padEnd(5, '0'), 2))).join('');
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text.toUpperCase())
    .map((letter) => base32Alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => parseInt(byte, 2)));
}
