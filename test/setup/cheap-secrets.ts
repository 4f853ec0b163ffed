import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, scrypt } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * Setup of all tests: makes computations cheap that are slow for security, which no test needs. Orgs generate hundreds of RSA
 * key pairs and thousands of password hashes, which take a fifth and a twentieth of a second each.
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

/** Finding primes takes the time, so each new prime is combined with each earlier one. All pairs differ. */
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

// What `promisify` returns for both from now on. This runs before every file, but files share a process, so once is enough.
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
