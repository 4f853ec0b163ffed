import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { App, UniversalLogoutSettings } from '../org/apps/model.ts';
import type { Apps } from '../org/apps/apps.ts';
import type { LogParty, User } from '../org/kernel/model.ts';
import type { SystemLog } from '../org/log/log.ts';
import { appParty, userParty } from '../org/log/parties.ts';
import type { IssuedTokens } from '../org/servers/issued-tokens.ts';
import { orgServerId, type SigningKeys } from '../org/servers/signing-keys.ts';
import type { Sessions } from '../org/org/sessions.ts';
import { orgFetch } from '../http/org-fetch.ts';
import { timeout } from './event-delivery.ts';
import type { Asking } from './inline-hooks.ts';

interface LoggingOutOrg {
  readonly url: string;
  readonly clock: () => number;
  readonly apps: Apps;
  readonly sessions: Sessions;
  readonly signingKeys: SigningKeys;
  readonly issuedTokens: IssuedTokens | undefined;
  readonly log: SystemLog;
  transaction<R>(work: () => R): R;
  afterCommit(work: () => void): void;
}

/** Seconds that the JWT of a request is valid, before and after it was made. */
const lifetime = 300;

/**
 * Universal Logout: ends a user's sessions at the org, and notifies every app that takes part to end theirs, by Global
 * Token Revocation.
 * @see https://developer.okta.com/docs/guides/oin-universal-logout-overview/
 */
export class UniversalLogout {
  readonly #org: LoggingOutOrg;
  readonly #running = new Set<Promise<void>>();

  constructor(org: LoggingOutOrg) {
    this.#org = org;
  }

  /** Does not wait for the apps. */
  logOut(user: User, asking: Pick<Asking, 'id' | 'client'>, actor: LogParty): void {
    const org = this.#org;
    org.transaction(() => {
      org.sessions.forgetUser(user.id);
      org.issuedTokens?.revokeAll(user.id);
      org.log.write({
        eventType: 'user.session.clear',
        actor,
        targets: [userParty(user)],
        client: asking.client,
        requestId: asking.id,
      });
      org.afterCommit(() => {
        this.#tellAll(user, asking, actor);
      });
    });
  }

  #tellAll(user: User, asking: Pick<Asking, 'id' | 'client'>, actor: LogParty): void {
    for (const app of this.#org.apps.ofUser(user.id)) {
      const { universalLogout } = app.rest;
      if (app.status !== 'ACTIVE' || universalLogout === undefined) continue;
      const running = this.#tell(app, universalLogout, user, asking, actor).finally(() =>
        this.#running.delete(running),
      );
      this.#running.add(running);
    }
  }

  /** Resolves when every app has answered, or has not in time. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #tell(
    app: App,
    settings: UniversalLogoutSettings,
    user: User,
    asking: Pick<Asking, 'id' | 'client'>,
    actor: LogParty,
  ): Promise<void> {
    const status = await this.#post(app, settings, user).catch(() => undefined);
    const problem = status === undefined ? 'The app did not respond.' : `The app responded with ${status}.`;
    this.#org.log.write({
      eventType: 'user.authentication.universal_logout',
      actor,
      targets: [userParty(user), appParty(app)],
      client: asking.client,
      requestId: asking.id,
      ...(status !== 204 && { outcome: { result: 'FAILURE', reason: problem } }),
    });
  }

  async #post(app: App, { endpoint, subject }: UniversalLogoutSettings, user: User): Promise<number> {
    const response = await orgFetch(endpoint, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await this.#sign(app, endpoint)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        sub_id:
          subject === 'email'
            ? { format: 'email', email: user.profile.email }
            : { format: 'iss_sub', iss: this.#org.url, sub: user.id },
      }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    await response.arrayBuffer();
    return response.status;
  }

  async #sign(app: App, endpoint: string): Promise<string> {
    const { signingKeys, clock, url } = this.#org;
    const key = await signingKeys.complete(signingKeys.active(orgServerId));
    const now = Math.floor(clock() / 1000);
    const audience = new URL(endpoint);
    audience.search = audience.hash = '';
    return await new SignJWT()
      .setProtectedHeader({ alg: 'RS256', kid: key.id, typ: 'global-token-revocation+jwt' })
      .setJti(randomUUID())
      .setIssuer(url)
      .setSubject(app.oauth?.clientId ?? app.id)
      .setAudience(audience.href)
      .setIssuedAt(now)
      .setNotBefore(now - lifetime)
      .setExpirationTime(now + lifetime)
      .sign(await importJWK({ kty: 'RSA', ...key.privateJwk }, 'RS256'));
  }
}
