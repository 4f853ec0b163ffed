import { randomBytes, webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { isIP } from 'node:net';
import { join, posix, win32 } from 'node:path';
import { makeFolder, replaceFile } from '../../shared/files.js';
import { homeFolder } from '../home.ts';
import type { Io } from '../io.ts';

/** A local certificate authority, which signs certificates for this machine's names. */
export interface Authority {
  /** Its certificate, PEM. */
  readonly file: string;
  readonly certificate: string;
  /** Whether it was just created, so that no browser trusts it yet. */
  readonly isNew: boolean;
  /** A certificate for these names and addresses. */
  issue(names: readonly string[]): Promise<{ cert: string; key: string }>;
}

const day = 86_400_000;
/** Browsers reject certificates that are valid for longer than 398 days. */
const lifetime = 90 * day;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Where programs of this system keep data of a user. */
export function dataFolder({ env, platform }: Pick<Io, 'env' | 'platform'>): string {
  const home = homeFolder(env);
  const { LOCALAPPDATA: local = '', XDG_DATA_HOME: data = '' } = env;
  if (platform === 'win32')
    return win32.join(local === '' ? win32.join(home, 'AppData', 'Local') : local, 'multidemo');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'multidemo');
  // A relative path is to be ignored: https://specifications.freedesktop.org/basedir-spec/latest/
  return posix.join(posix.isAbsolute(data) ? data : posix.join(home, '.local', 'share'), 'multidemo');
}

export const authorityFile = (io: Pick<Io, 'env' | 'platform'>): string =>
  join(dataFolder(io), 'authority.pem');

const certificates = () => import('./x509.ts');
type X509 = Awaited<ReturnType<typeof certificates>>;

/** The user's authority, made once. Its key is readable by the user alone. */
export async function openAuthority(io: Pick<Io, 'env' | 'platform'>): Promise<Authority> {
  const x509 = await certificates();
  const file = authorityFile(io);
  const keyFile = file.replace(/\.pem$/, '-key.pem');
  const there = await Promise.all([file, keyFile].map((path) => readFile(path, 'utf8'))).catch(
    () => undefined,
  );
  const [certificate = '', key = ''] = there ?? (await create(x509));
  const isNew = there === undefined;
  if (isNew) {
    makeFolder(dataFolder(io), 0o700);
    await replaceFile(keyFile, key, { mode: 0o600 });
    await replaceFile(file, certificate);
  }
  return { file, certificate, isNew, issue: (names) => issue(x509, certificate, key, names) };
}

const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
const serial = (): string => `00${randomBytes(15).toString('hex')}`;

async function pemOf(x509: X509, key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

/** In a container, the process may run as a user that the system does not know. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'user');
  }
}

async function create(x509: X509): Promise<[string, string]> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{ O: ['Okta Multidemo'] }, { CN: [`Local authority of ${userName()}@${hostname()}`] }],
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + 3650 * day),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return [`${certificate.toString('pem')}\n`, await pemOf(x509, keys.privateKey)];
}

async function issue(
  x509: X509,
  authority: string,
  authorityKey: string,
  names: readonly string[],
): Promise<{ cert: string; key: string }> {
  const issuer = new x509.X509Certificate(authority);
  const [pkcs8 = new ArrayBuffer()] = x509.PemConverter.decode(authorityKey);
  const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  const keys = await newKeys();
  const alternatives = names.map((value) => ({
    type: isIP(value) ? ('ip' as const) : ('dns' as const),
    value,
  }));
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: [{ O: ['Okta Multidemo'] }, { CN: ['localhost'] }],
    issuer: issuer.subject,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + lifetime),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.SubjectAlternativeNameExtension(alternatives),
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return {
    cert: `${certificate.toString('pem')}\n${authority}`,
    key: await pemOf(x509, keys.privateKey),
  };
}
