import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Org } from '../org/org.ts';
import type { Collection, Entity } from '../org/records.ts';

/** Anything that oidc-provider keeps: codes, refresh tokens, grants, interactions, sessions, issued access tokens. */
interface Artifact extends Entity {
  readonly model: string;
  readonly payload: AdapterPayload;
  /** Milliseconds since the epoch; absent for what does not expire. */
  readonly expiresAt?: number;
  readonly grantId?: string;
}

const sweepEvery = 500;

/** Owns what oidc-provider keeps, in the org's own state, so that a restart loses no session and no token. */
export class Artifacts {
  readonly #org: Org;
  readonly #artifacts: Collection<Artifact>;
  readonly #byGrant: (grantId: string) => Artifact[];
  readonly #byUid: (uid: string) => Artifact[];
  #writes = 0;

  constructor(org: Org) {
    this.#org = org;
    this.#artifacts = org.collection<Artifact>('oauthArtifacts');
    this.#byGrant = this.#artifacts.index((artifact) => artifact.grantId);
    this.#byUid = this.#artifacts.index((artifact) =>
      artifact.model === 'Session' ? artifact.payload.uid : undefined,
    );
  }

  find(model: string, id: string): AdapterPayload | undefined {
    const artifact = this.#artifacts.get(`${model}/${id}`);
    if (artifact === undefined || this.#isExpired(artifact)) return undefined;
    return structuredClone(artifact.payload);
  }

  /** @param expiresIn seconds */
  put(model: string, id: string, payload: AdapterPayload, expiresIn?: number): void {
    this.#org.transaction(() => this.#store(model, id, structuredClone(payload), expiresIn));
  }

  /** Like `put`, for access tokens: they come in great number, and a caller that hands the payload over for good. */
  remember(model: string, id: string, payload: AdapterPayload, expiresIn: number): void {
    this.#org.transactionSoon(() => this.#store(model, id, payload, expiresIn));
  }

  #store(model: string, id: string, payload: AdapterPayload, expiresIn?: number): void {
    this.#artifacts.put({
      id: `${model}/${id}`,
      model,
      payload,
      ...(expiresIn !== undefined && { expiresAt: this.#org.clock() + expiresIn * 1000 }),
      ...(payload.grantId !== undefined && { grantId: payload.grantId }),
    });
    this.#writes += 1;
    if (this.#writes % sweepEvery === 0) this.#sweep();
  }

  delete(model: string, id: string): void {
    this.#org.transaction(() => this.#artifacts.delete(`${model}/${id}`));
  }

  deleteByGrant(grantId: string): void {
    this.#org.transaction(() => {
      for (const artifact of this.#byGrant(grantId)) this.#artifacts.delete(artifact.id);
    });
  }

  /** Ends everything that was issued to a person for a client, or to every client: revoked, as Okta calls it. */
  deleteOfUser(userId: string, clientId?: string): void {
    this.#org.transaction(() => {
      for (const artifact of this.#artifacts.all()) {
        const { accountId, clientId: owner } = artifact.payload;
        const isTheirs = accountId === userId && (clientId === undefined || owner === clientId);
        if (isTheirs && artifact.model !== 'Session') this.#artifacts.delete(artifact.id);
      }
    });
  }

  findSessionByUid(uid: string): AdapterPayload | undefined {
    const artifact = this.#byUid(uid)[0];
    return artifact && !this.#isExpired(artifact) ? structuredClone(artifact.payload) : undefined;
  }

  #isExpired(artifact: Artifact): boolean {
    return artifact.expiresAt !== undefined && artifact.expiresAt <= this.#org.clock();
  }

  #sweep(): void {
    for (const artifact of this.#artifacts.all()) {
      if (this.#isExpired(artifact)) this.#artifacts.delete(artifact.id);
    }
  }
}

/** How oidc-provider reaches the artifacts of one model. */
export function adapterFor(artifacts: Artifacts, model: string, clock: () => number): Adapter {
  return {
    upsert: async (id, payload, expiresIn) => artifacts.put(model, id, payload, expiresIn),
    find: async (id) => artifacts.find(model, id),
    findByUid: async (uid) => artifacts.findSessionByUid(uid),
    // The device flow is not offered yet, and only it asks by user code.
    findByUserCode: async () => undefined,
    consume: async (id) => {
      const payload = artifacts.find(model, id);
      if (payload === undefined) return;
      const now = Math.floor(clock() / 1000);
      artifacts.put(model, id, { ...payload, consumed: now }, Math.max(1, (payload.exp ?? now) - now));
    },
    destroy: async (id) => artifacts.delete(model, id),
    revokeByGrantId: async (grantId) => artifacts.deleteByGrant(grantId),
  };
}
