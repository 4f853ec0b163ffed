import { createHash } from 'node:crypto';
import type { Adapter, AdapterPayload, KoaContextWithOIDC } from 'oidc-provider';
import type { Session } from '../org/kernel/model.ts';
import type { IssuedTokens, RefreshTokenFilter, RefreshTokenView } from '../org/servers/issued-tokens.ts';
import type { Org } from '../org/org.ts';
import type { Collection, Entity } from '../org/kernel/records.ts';
import { boundTo } from './bound-key.ts';
import { toLibraryTime, toOrgTime } from './library/time.ts';

/**
 * Anything that oidc-provider keeps: codes, refresh tokens, grants, interactions, sessions, issued access
 * tokens.
 */
interface Artifact extends Entity {
  readonly model: string;
  readonly payload: AdapterPayload;
  /** Milliseconds since the epoch; absent for what does not expire. */
  readonly expiresAt?: number;
  readonly grantId?: string;
}

/** Stores oidc-provider's objects in the org's state, so that sessions and tokens survive a restart. */
export class Artifacts implements IssuedTokens {
  readonly #org: Org;
  readonly #artifacts: Collection<Artifact>;
  readonly #byGrant: (grantId: string) => Artifact[];
  readonly #byAccount: (userId: string) => Artifact[];
  readonly #byUid: (uid: string) => Artifact[];

  constructor(org: Org) {
    this.#org = org;
    this.#artifacts = org.collection<Artifact>('oauthArtifacts');
    this.#byGrant = this.#artifacts.index((artifact) => artifact.grantId);
    this.#byAccount = this.#artifacts.index((artifact) => artifact.payload.accountId);
    this.#byUid = this.#artifacts.index((artifact) =>
      artifact.model === 'Session' ? artifact.payload.uid : undefined,
    );
  }

  find(model: string, id: string): AdapterPayload | undefined {
    const artifact = this.#artifacts.get(`${model}/${id}`);
    if (artifact === undefined || this.#isExpired(artifact)) return undefined;
    return structuredClone(artifact.payload);
  }

  /** A user's access token by its claim `jti`; undefined if it is unknown or revoked. */
  accessToken(jti: string | undefined): AdapterPayload | undefined {
    return this.find('AccessToken', idOfToken(jti));
  }

  /** @param expiresIn seconds */
  put(model: string, id: string, payload: AdapterPayload, expiresIn?: number): void {
    this.#org.transaction(() => this.#store(model, id, structuredClone(payload), expiresIn));
  }

  /**
   * Like `put`, for access tokens: they come in great number, and a caller that hands the payload over for
   * good.
   */
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
    this.#artifacts.sweep((artifact) => this.#isExpired(artifact));
  }

  /** Restarts the idle time of a refresh token that was used. @param expiresIn seconds */
  use(id: string, expiresIn: number): void {
    const payload = this.find('RefreshToken', id);
    if (payload === undefined) return;
    const exp = Math.floor(this.#org.clock() / 1000) + expiresIn;
    this.put('RefreshToken', id, { ...payload, exp }, expiresIn);
  }

  /*   * Marks a client's JWT with this `jti` as used, because it is valid once.
   * @param seconds how long it would be valid
   * @returns whether it was used before
   */
  spend(model: string, clientId: string, jti: string, seconds: number): boolean {
    const id = `${clientId}:${jti}`;
    if (this.find(model, id) !== undefined) return true;
    this.put(model, id, { clientId }, Math.max(1, seconds));
    return false;
  }

  delete(model: string, id: string): void {
    this.#org.transaction(() => this.#artifacts.delete(`${model}/${id}`));
  }

  deleteByGrant(grantId: string): void {
    this.#org.transaction(() => {
      for (const artifact of this.#byGrant(grantId)) this.#artifacts.delete(artifact.id);
    });
  }

  refreshTokens(of: RefreshTokenFilter): RefreshTokenView[] {
    return this.#refreshTokens(of).map(({ id, payload }) => ({
      id: nameOf(id),
      userId: payload.accountId ?? '',
      clientId: payload.clientId ?? '',
      issuer: String(payload['issuer']),
      scopes: payload.scope?.split(' ') ?? [],
      issuedAt: payload.iat ?? 0,
      expiresAt: payload.exp,
    }));
  }

  revokeRefreshToken(token: RefreshTokenView): void {
    const found = this.#refreshTokens(token).find(({ id }) => nameOf(id) === token.id);
    if (found?.grantId !== undefined) this.deleteByGrant(found.grantId);
  }

  revokeAll(userId: string): void {
    this.#org.transaction(() => {
      for (const { id } of this.#byAccount(userId)) this.#artifacts.delete(id);
    });
  }

  revokeGrant(clientId: string, grantType: string): void {
    this.#org.transaction(() => {
      for (const { id, grantId, payload } of this.#artifacts.all())
        if (payload.clientId === clientId && grantId?.startsWith(`${grantType}.`) === true)
          this.#artifacts.delete(id);
    });
  }

  #refreshTokens({ userId, clientId }: RefreshTokenFilter): Artifact[] {
    const candidates = userId === undefined ? this.#artifacts.all() : this.#byAccount(userId);
    return [...candidates].filter(
      (artifact) =>
        artifact.model === 'RefreshToken' &&
        (clientId === undefined || artifact.payload.clientId === clientId) &&
        artifact.payload.consumed === undefined &&
        !this.#isExpired(artifact),
    );
  }

  findSessionByUid(uid: string): AdapterPayload | undefined {
    const artifact = this.#byUid(uid)[0];
    return artifact && !this.#isExpired(artifact) ? structuredClone(artifact.payload) : undefined;
  }

  #isExpired(artifact: Artifact): boolean {
    return artifact.expiresAt !== undefined && artifact.expiresAt <= this.#org.clock();
  }
}

/** The ID of an access token: its claim `jti` without the prefix. */
export const idOfToken = (jti: string | undefined): string => String(jti).replace(/^AT\./, '');

/** Opaque tokens are stored under their own value, so administrators see a hash as the ID. */
const nameOf = (key: string): string => `oar${createHash('sha256').update(key).digest('hex').slice(0, 17)}`;

/**
 * How oidc-provider accesses sessions. There is only the org's session: what oidc-provider adds (which apps were
 * signed in to) is stored next to it and is valid only as long as the session. Reading it counts as use of the
 * session.
 */
export function sessionAdapter(org: Org, artifacts: Artifacts): Adapter {
  const adapter = adapterFor(artifacts, 'Session', org.clock, '');
  const payloadOf = (session: Session, kept: AdapterPayload | undefined): AdapterPayload => {
    const loginTs = epochOf(session.authenticatedAt);
    return {
      ...(kept?.uid === session.id && kept),
      kind: 'Session',
      jti: session.cookie ?? '',
      uid: session.id,
      accountId: session.userId,
      loginTs,
      amr: [...session.amr],
      iat: loginTs,
      exp: epochOf(session.expiresAt),
      transient: session.persistent !== true,
    };
  };
  return {
    ...adapter,
    find: async (cookie) => {
      const session = org.sessions.byCookie(cookie);
      const kept = artifacts.find('Session', cookie);
      const payload = session ? payloadOf(session, kept) : kept;
      if (payload === undefined || (session === undefined && payload.accountId !== undefined))
        return undefined;
      return toLibraryTime(payload, org.clock);
    },
    findByUid: async (uid) => {
      const session = org.sessions.get(uid);
      return session && toLibraryTime(payloadOf(session, artifacts.findSessionByUid(uid)), org.clock);
    },
    upsert: async (cookie, payload, expiresIn) => {
      const { accountId, uid = '' } = payload;
      // An administrator may have ended it while the request was being answered.
      if (accountId !== undefined && org.sessions.get(uid)?.userId !== accountId) return;
      org.transaction(() => {
        artifacts.put('Session', cookie, toOrgTime(payload, org.clock), expiresIn);
        if (accountId !== undefined) org.sessions.touch(uid, cookie);
      });
    },
  };
}

const epochOf = (moment: string): number => Math.floor(Date.parse(moment) / 1000);

/**
 * A rotated refresh token may be used again for the seconds that its app allows (`refresh_token.leeway`): two
 * tabs of one app may renew at the same time, and a lost response does not sign the user out.
 */
export function lenientOnce(org: Org, adapter: Adapter): Adapter {
  return {
    ...adapter,
    find: async (id) => {
      const payload = await adapter.find(id);
      if (payload?.consumed === undefined) return payload;
      const leeway = org.apps.byClientId(payload.clientId ?? '')?.oauth?.refreshToken.leewaySeconds ?? 0;
      const isInTime = org.clock() / 1000 - Number(payload.consumed) < leeway;
      return isInTime ? { ...payload, consumed: undefined } : payload;
    },
  };
}

/** A refresh token of a public client is bound to the key of the request that gets it (RFC 9449, section 5). */
export function boundToKey(
  org: Org,
  adapter: Adapter,
  currentContext: () => KoaContextWithOIDC | undefined,
): Adapter {
  return {
    ...adapter,
    upsert: async (id, payload, expiresIn) => {
      const isPublic = org.apps.byClientId(payload.clientId ?? '')?.oauth?.tokenEndpointAuthMethod === 'none';
      const jkt = isPublic ? boundTo(currentContext()) : undefined;
      const bound = jkt === undefined ? payload : { ...payload, jkt };
      return adapter.upsert(id, bound, expiresIn);
    },
  };
}

const tokens = ['AccessToken', 'AuthorizationCode', 'RefreshToken'];

/** Hides the key from oidc-provider: proofs of possession are checked earlier, in dpop.ts. */
function withoutKey({ jkt: _, dpopJkt: __, ...payload }: AdapterPayload): AdapterPayload {
  return payload;
}

/**
 * How the provider of one issuer reaches the artifacts of one model: what another issuer has made is not there
 * for it.
 */
export function adapterFor(
  artifacts: Artifacts,
  model: string,
  clock: () => number,
  issuer: string,
): Adapter {
  const find = (id: string): AdapterPayload | undefined => {
    const payload = artifacts.find(model, id);
    return payload?.['issuer'] === issuer ? payload : undefined;
  };
  const shown = (payload: AdapterPayload | undefined): AdapterPayload | undefined =>
    payload && toLibraryTime(tokens.includes(model) ? withoutKey(payload) : payload, clock);
  return {
    upsert: async (id, payload, expiresIn) =>
      artifacts.put(model, id, { ...toOrgTime(payload, clock), issuer }, expiresIn),
    find: async (id) => shown(find(id)),
    // Only sessions are asked for by uid, and sessionAdapter answers that.
    findByUid: async () => undefined,
    // The device flow is grants/device.ts; oidc-provider's own, which asks by user code, is off.
    findByUserCode: async () => undefined,
    consume: async (id) => {
      const payload = find(id);
      // Keeps the time of the first use, because the grace period begins with it.
      if (payload === undefined || payload.consumed !== undefined) return;
      const now = Math.floor(clock() / 1000);
      artifacts.put(model, id, { ...payload, consumed: now }, Math.max(1, (payload.exp ?? now) - now));
    },
    destroy: async (id) => artifacts.delete(model, id),
    revokeByGrantId: async (grantId) => artifacts.deleteByGrant(grantId),
  };
}
