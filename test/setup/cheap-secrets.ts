import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, scrypt } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * Set-up of all tests: what takes the processor's time because it has to be safe is done cheaply, as no test asks for its
 * safety. Orgs make hundreds of RSA pairs and thousands of password hashes, a fifth of a second and a twentieth each.
 */
const generate = promisify(generateKeyPair) as unknown as (type: string, options: object) => Promise<Pair>;
const hash = promisify(scrypt) as (
  secret: string,
  salt: Buffer,
  length: number,
  how: object,
) => Promise<Buffer>;
interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const exponent = 65537n;
const primes: bigint[] = [];
const unused: [bigint, bigint][] = [];

/** What takes the time is to find primes: each new one makes a pair with each earlier one, too. No two pairs are alike. */
async function nextPair(): Promise<Pair> {
  const chosen = unused.pop();
  if (chosen) return pairOf(...chosen);
  const pair = await generate('rsa', { modulusLength: 2048 });
  const { p = '', q = '' } = pair.privateKey.export({ format: 'jwk' });
  const both = [p, q].map((text) => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`));
  unused.push(...primes.flatMap((prime) => both.map((one): [bigint, bigint] => [prime, one])));
  primes.push(...both);
  return pair;
}

/** @see https://www.rfc-editor.org/rfc/rfc8017#section-3.2 */
function pairOf(p: bigint, q: bigint): Pair {
  const d = inverse(exponent, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e: exponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const members = Object.entries(numbers).map(([name, number]) => {
    const digits = number.toString(16);
    const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
    return [name, bytes.toString('base64url')] as const;
  });
  const key = { kty: 'RSA', ...Object.fromEntries(members) };
  const privateKey = createPrivateKey({ key, format: 'jwk' });
  return { publicKey: createPublicKey(privateKey), privateKey };
}

/** By Euclid's algorithm. */
function inverse(of: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [of, modulus, 1n, 0n];
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % modulus) + modulus) % modulus;
}

// What `promisify` makes of both from now on. It runs before every file, and files share a process: once is enough.
if (!(promisify.custom in scrypt)) {
  Object.assign(generateKeyPair, {
    [promisify.custom]: (type: string, options: object) =>
      type === 'rsa' && JSON.stringify(options) === '{"modulusLength":2048}'
        ? nextPair()
        : generate(type, options),
  });
  Object.assign(scrypt, {
    [promisify.custom]: (secret: string, salt: Buffer, length: number) =>
      hash(secret, salt, length, { cost: 2 }),
  });
}
