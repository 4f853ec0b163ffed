import { type OrgContext, later } from '../kernel/context.ts';
import { randomText } from '../kernel/ids.ts';
import type { Collection, Entity } from '../kernel/records.ts';

/** Seconds that a person has at the identity provider. */
const lifetimeSeconds = 60 * 60;

/**
 * A question that the org has put to an identity provider. Id: OAuth's `state` and SAML's `RelayState`, a
 * secret.
 */
export interface IdpRequest extends Entity {
  readonly idpId: string;
  /** The sign-in at the org that waits for the answer. */
  readonly stateToken: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** The id of the SAML request, which the answer must name. */
  readonly samlId: string;
  /** What binds the question to the browser that asked: the value of a cookie. */
  readonly browser: string;
  readonly expiresAt: string;
}

/**
 * The one assertion of a SAML identity provider that was taken; it is not taken twice. Id: `{issuer} {assertion
 * id}`.
 */
interface UsedAssertion extends Entity {
  readonly expiresAt: string;
}

/** Owns the questions to identity providers that wait for an answer, and remembers which answers were used. */
export class IdpRequests {
  readonly #context: OrgContext;
  readonly #requests: Collection<IdpRequest>;
  readonly #assertions: Collection<UsedAssertion>;

  constructor(context: OrgContext) {
    this.#context = context;
    this.#requests = context.records.collection('idpRequests');
    this.#assertions = context.records.collection('usedAssertions');
  }

  start(input: Pick<IdpRequest, 'idpId' | 'stateToken' | 'browser'>): IdpRequest {
    return this.#context.records.transaction(() => {
      this.#requests.sweep((request) => !this.#isAlive(request));
      return this.#requests.put({
        ...input,
        id: randomText(43),
        nonce: randomText(43),
        codeVerifier: randomText(64),
        samlId: `id${randomText(22)}`,
        expiresAt: later(this.#context.now(), lifetimeSeconds),
      });
    });
  }

  /**
   * The request for a response; each request allows only one response. Undefined if there is none, or it has
   * expired.
   */
  take(state: string): IdpRequest | undefined {
    return this.#context.records.alone(() => {
      const request = this.#requests.get(state);
      this.#requests.delete(state);
      return request && this.#isAlive(request) ? request : undefined;
    });
  }

  /** Notes that an assertion was used. False when it had been used before. */
  useAssertion(issuer: string, id: string, expiresAt: string): boolean {
    return this.#context.records.alone(() => {
      const key = `${issuer} ${id}`;
      if (this.#assertions.get(key) !== undefined) return false;
      this.#assertions.sweep((assertion) => !this.#isAlive(assertion));
      this.#assertions.put({ id: key, expiresAt });
      return true;
    });
  }

  #isAlive({ expiresAt }: { readonly expiresAt: string }): boolean {
    return Date.parse(expiresAt) > this.#context.clock();
  }
}
