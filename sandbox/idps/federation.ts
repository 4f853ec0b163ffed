import type { Context } from 'koa';
import { notFound } from '../org/kernel/errors.ts';
import type { IdentityProvider } from '../org/idps/model.ts';
import type { Org } from '../org/org.ts';

/** How a sign-in at an identity provider ended, seen from the org. */
export type Outcome =
  | { readonly userId: string; readonly idpId: string; readonly amr: readonly string[] }
  | { readonly idpId: string; readonly error: string; readonly description: string };

/**
 * A pipeline whose sign-ins can wait for an identity provider: the authorization endpoint's, Identity Engine's.
 */
export interface WaitingSignIns {
  /** Whether the sign-in that waits under this token is one of this pipeline. */
  isWaiting(stateToken: string): boolean;
  /** Goes on with it and answers the browser, as a rule with a redirect. */
  resume(ctx: Context, stateToken: string, outcome: Outcome): Promise<void>;
}

/**
 * The only connection between identity providers and sign-in pipelines. A pipeline registers,
 * sends people to `startUrl`, and is resumed with the outcome; the account is linked or made before that.
 */
export class Federation {
  readonly #org: Org;
  readonly #pipelines: WaitingSignIns[] = [];

  constructor(org: Org) {
    this.#org = org;
  }

  register(pipeline: WaitingSignIns): void {
    this.#pipelines.push(pipeline);
  }

  /**
   * Where the browser goes to sign in with an identity provider: the `href` of a `redirect-idp` remediation.
   */
  startUrl(idpId: string, stateToken: string): string {
    return `${this.#org.url}/sso/idps/${idpId}?stateToken=${encodeURIComponent(stateToken)}`;
  }

  /** @throws OktaError 404 if there is none, or it is not active */
  requireActive(idpId: string): IdentityProvider {
    const idp = this.#org.identityProviders.require(idpId);
    if (idp.status !== 'ACTIVE') throw notFound(idpId, 'IdpAppInstance');
    return idp;
  }

  isWaiting(stateToken: string): boolean {
    return this.#pipelines.some((pipeline) => pipeline.isWaiting(stateToken));
  }

  /** @throws OktaError 404 when no sign-in waits under that token any more */
  async resume(ctx: Context, stateToken: string, outcome: Outcome): Promise<void> {
    const pipeline = this.#pipelines.find((candidate) => candidate.isWaiting(stateToken));
    if (pipeline === undefined) throw notFound(stateToken, 'AuthnTransaction');
    await pipeline.resume(ctx, stateToken, outcome);
  }
}
