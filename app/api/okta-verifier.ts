import type { KeyObject } from 'node:crypto';
import OktaJwtVerifier from '@okta/jwt-verifier';
import { isLoopbackHttp } from '../outgoing/loopback.ts';

/** The part of Okta's verifier that looks up keys; its type declarations omit it. */
interface KeyAsker {
  withKeyResolver(resolve: (kid: string, done: (error: unknown, key: KeyObject) => void) => void): void;
}

/**
 * Okta's verifier with a key that we already have. Its own lookup calls back in another tick, where an
 * exception caused by a forged token would end the process instead of failing the verification.
 */
export class OktaVerifier extends OktaJwtVerifier {
  declare private readonly verifier: KeyAsker;
  constructor(issuer: string) {
    super({ issuer, testing: { disableHttpsCheck: isLoopbackHttp(issuer) } });
  }

  /** The library resolves the key before it returns, so calls do not get each other's. */
  verifyWith(key: KeyObject, token: string, audience: string): Promise<OktaJwtVerifier.Jwt> {
    this.verifier.withKeyResolver((_kid, done) => done(null, key));
    return this.verifyAccessToken(token, audience);
  }
}

/** @param issuer whose access tokens it verifies */
export const createOktaVerifier = (issuer: string): OktaVerifier => quietly(() => new OktaVerifier(issuer));

/** The verifier warns on the console if https is off; for an org on this machine that is intended. */
function quietly<T>(work: () => T): T {
  /* eslint-disable no-console -- silences a library for one call; nothing is printed here */
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return work();
  } finally {
    console.warn = warn;
  }
  /* eslint-enable no-console */
}
