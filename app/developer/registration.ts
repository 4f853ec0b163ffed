import { UnreachableError } from '../outgoing/http.ts';
import type { OktaClient } from '../okta/client.ts';
import { OktaRefused } from '../okta/errors.ts';
import { assignGroup, createOAuthApp, deleteOAuthApp, shareSignOnPolicy } from '../okta/oauth-apps.ts';
import { admitToPolicy, removeFromPolicy } from '../okta/policy-clients.ts';
import type { Services } from '../site/services.ts';
import type { PortalClient } from '../store/clients.ts';

/** What a user requests. */
export interface NewClient {
  ownerId: string;
  grantType: PortalClient['grantType'];
  name: string;
  redirectUris: string[];
  /** Whether its tokens are bound to a key. */
  isBound: boolean;
}

/** Registration failed and could not be fully undone: `left` lists what an administrator has to remove. */
export class LeftBehind extends Error {
  override readonly name = 'LeftBehind';
  readonly left: readonly string[];
  constructor(left: readonly string[], cause: unknown) {
    super(`Some steps could not be undone: ${left.join(', ')}`, { cause });
    this.left = left;
  }
}

/** Prevents users from filling up the org or its policies. */
export const clientsPerPerson = 20;

/** The user has reached the maximum number of clients. Nothing was created. */
export class TooManyClients extends Error {
  override readonly name = 'TooManyClients';
}

interface Undo {
  what: string;
  run: () => Promise<void>;
}

type RegistrationServices = Pick<Services, 'config' | 'store' | 'now'>;

/**
 * Creates and removes the developer portal's clients: the application, its access policy entry, its group
 * assignment, and the shop's own record of its owner and its pages' origins. Those pages may call the shop's
 * API and, as in Okta, redeem their codes. They get no trusted origin: that would give them access to every
 * visitor's Okta account, and is an administrator's decision.
 */
export class Registration {
  readonly #services: RegistrationServices;
  readonly #authServerId: string;
  /** One at a time: Okta replaces a policy as a whole, so one of two concurrent changes would be lost. */
  #last: Promise<unknown> = Promise.resolve();
  constructor(services: RegistrationServices) {
    this.#services = services;
    this.#authServerId = services.config.okta.issuer.split('/').at(-1) ?? '';
  }

  /** The policy that clients of this kind are added to; undefined if none is configured. */
  policyFor(grantType: PortalClient['grantType']): string | undefined {
    const { clientCredentialsPolicyId, pkcePolicyId } = this.#services.config.features;
    return grantType === 'client_credentials' ? clientCredentialsPolicyId : pkcePolicyId;
  }

  /**
   * All or nothing: if a step fails, the previous steps are undone.
   * @throws TooManyClients; the step's error; LeftBehind if undoing failed too
   */
  create(okta: OktaClient, wanted: NewClient & { policyId: string }): Promise<PortalClient> {
    return this.#oneAtATime(async () => {
      const owned = await this.#services.store.clients.ofOwner(wanted.ownerId);
      if (owned.length >= clientsPerPerson) throw new TooManyClients();
      const undo: Undo[] = [];
      try {
        return await this.#create(okta, wanted, undo);
      } catch (error) {
        await this.#takeBack(undo, error);
        throw error;
      }
    });
  }

  /**
   * Undoes everything that `create` did. Things already removed in the org are not an error, so it can be
   * repeated.
   */
  delete(okta: OktaClient, client: PortalClient): Promise<void> {
    return this.#oneAtATime(async () => {
      const { store } = this.#services;
      await removeFromPolicy(okta, this.#policy(client.policyId), client.id);
      await deleteOAuthApp(okta, client.appId);
      await store.clients.remove(client.id);
    });
  }

  async #create(
    okta: OktaClient,
    { ownerId, grantType, name, redirectUris, isBound, policyId }: NewClient & { policyId: string },
    undo: Undo[],
  ): Promise<PortalClient> {
    const { store, config } = this.#services;
    const { appId, clientId } = await createOAuthApp(okta, {
      label: name,
      grantType,
      redirectUris,
      isBound,
    });
    undo.push({ what: `application ${appId}`, run: () => deleteOAuthApp(okta, appId) });
    if (grantType === 'authorization_code') await shareSignOnPolicy(okta, appId, config.okta.clientId);
    const policy = this.#policy(policyId);
    undo.push({ what: `client in policy ${policyId}`, run: () => removeFromPolicy(okta, policy, clientId) });
    await admitToPolicy(okta, policy, clientId);
    const groupId =
      grantType === 'authorization_code' ? (config.features.portfolioClientGroup ?? null) : null;
    if (groupId !== null) await assignGroup(okta, appId, groupId);
    const origins = [...new Set(redirectUris.map((uri) => new URL(uri).origin))];
    const client = {
      id: clientId,
      appId,
      ownerId,
      grantType,
      name,
      redirectUris,
      isBound,
      policyId,
      groupId,
      origins,
    };
    // Another shop on the same database may have added one in the meantime.
    if (!(await store.clients.add(client, clientsPerPerson))) throw new TooManyClients();
    return { ...client, createdAt: this.#services.now() };
  }

  async #takeBack(undo: Undo[], cause: unknown): Promise<void> {
    const left: string[] = [];
    for (const { what, run } of undo.reverse()) {
      try {
        await run();
      } catch (error) {
        if (!(error instanceof OktaRefused) && !(error instanceof UnreachableError)) throw error;
        left.push(what);
      }
    }
    if (left.length > 0) throw new LeftBehind(left, cause);
  }

  #policy(policyId: string): { authServerId: string; policyId: string } {
    return { authServerId: this.#authServerId, policyId };
  }

  #oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
