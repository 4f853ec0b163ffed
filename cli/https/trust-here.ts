import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import type { Io } from '../io.ts';
import { authorityFile } from './authority.ts';

/** Node.js 22.19 and 24.5 have these. https://nodejs.org/api/tls.html#tlssetdefaultcacertificatescerts */
type Newer = typeof tls & {
  getCACertificates?(): string[];
  setDefaultCACertificates?(certificates: string[]): void;
};

const trusted = new Set<string>();

/** Lets this process trust an authority: shop and org call each other at the addresses that browsers use. */
export function trustHere(certificate: string): void {
  if (trusted.has(certificate)) return;
  trusted.add(certificate);
  const newer = tls as Newer;
  if (newer.setDefaultCACertificates && newer.getCACertificates) {
    newer.setDefaultCACertificates([...newer.getCACertificates(), certificate]);
    return;
  }
  const authorities = [certificate, ...extraAuthorities()];
  const create = tls.createSecureContext;
  tls.createSecureContext = (options) => {
    const made = create(options);
    // If the user specified authorities, no others are added.
    if (options?.ca === undefined)
      for (const pem of authorities) (made.context as { addCACert(pem: string): void }).addCACert(pem);
    return made;
  };
}

/** The authorities in NODE_EXTRA_CA_CERTS, because `addCACert` starts from the built-in ones only. */
function extraAuthorities(): string[] {
  const { NODE_EXTRA_CA_CERTS: file = '' } = process.env;
  try {
    return file === '' ? [] : [readFileSync(file, 'utf8')];
  } catch {
    return []; // Node.js has already warned about it
  }
}

/** Commands that talk to a running demo trust the authority that it uses, if there is one. */
export function trustOwnAuthority(io: Pick<Io, 'env' | 'platform'>): void {
  try {
    trustHere(readFileSync(authorityFile(io), 'utf8'));
  } catch {
    // This user has never used https.
  }
}
