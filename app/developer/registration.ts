import { UnreachableError } from '../outgoing/http.ts';
import type { OktaClient } from '../okta/client.ts';
import { OktaRefused } from '../okta/errors.ts';
import { assignGroup, createOAuthApp, deleteOAuthApp, shareSignOnPolicy } from '../okta/oauth-apps.ts';
import { admitToPolicy, removeFromPolicy } from '../okta/policy-clients.ts';
import type { Services } from '../site/services.ts';
import type { PortalClient } from '../store/clients.ts';

/** What a person asks for. */
export interface NewClient {
  ownerId: string;
  grantType: PortalClient['grantType'];
  name: string;
  redirectUris: string[];
}

/** Registering stopped half way and something could not be taken back: `left` says what, for whoever tidies up. */
export class LeftBehind extends Error {
  override readonly name = 'LeftBehind';
  readonly left: readonly string[];
  constructor(left: readonly string[], cause: unknown) {
    super(`Not everything could be taken back: ${left.join(', ')}`, { cause });
    this.left = left;
  }
}

/** So that nobody fills the org, or its policies, from here. */
export const clientsPerPerson = 20;

/** The person has as many clients as one may have. Nothing was made. */
export class TooManyClients extends Error {
  override readonly name = 'TooManyClients';
}

interface Undo {
  what: string;
  run: () => Promise<void>;
}

type RegistrationServices = Pick<Services, 'config' | 'store' | 'now'>;

/**
 * Makes and removes the clients of the developer portal: the application, its place in an access policy, the group that may
 * use it, and the shop's own note of whose it is and where its pages live. These may call the shop's API and, as Okta has it,
 * redeem their codes. They get no trusted origin: that would open everybody's account at Okta to them, and is for an
 * administrator to decide.
 */
export class Registration {
  readonly #services: RegistrationServices;
  readonly #authServerId: string;
  /** One at a time: Okta replaces a policy whole, so two changes at once would lose one. */
  #last: Promise<unknown> = Promise.resolve();
  constructor(services: RegistrationServices) {
    this.#services = services;
    this.#authServerId = services.config.okta.issuer.split('/').at(-1) ?? '';
  }

  /** The policy that clients of this kind are added to; undefined when the configuration names none. */
  policyFor(grantType: PortalClient['grantType']): string | undefined {
    const { clientCredentialsPolicyId, pkcePolicyId } = this.#services.config.features;
    return grantType === 'client_credentials' ? clientCredentialsPolicyId : pkcePolicyId;
  }

  /**
   * All of it or nothing: when a step fails, the steps before it are taken back.
   * @throws TooManyClients; the failure of the step; LeftBehind when taking back failed too
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

  /** Takes back all that `create` made. What somebody removed in the org already is no failure, so it can be repeated. */
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
    { ownerId, grantType, name, redirectUris, policyId }: NewClient & { policyId: string },
    undo: Undo[],
  ): Promise<PortalClient> {
    const { store, config } = this.#services;
    const { appId, clientId } = await createOAuthApp(okta, { label: name, grantType, redirectUris });
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
      policyId,
      groupId,
      origins,
    };
    // Another shop on the same database may have added one meanwhile.
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
