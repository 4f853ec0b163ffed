import { later } from '../org/kernel/context.ts';
import { randomText } from '../org/kernel/ids.ts';
import type { Collection, Entity } from '../org/kernel/records.ts';
import type { Org } from '../org/org.ts';

/** How long the user may take to sign in, in seconds: as long as on the org's own page. */
const lifetimeSeconds = 60 * 60;
/** The maximum age of a request in seconds, including clock differences. */
export const requestAgeSeconds = 5 * 60;

/** A sign-in to a SAML app that is under way. */
export interface SamlSignIn extends Entity {
  readonly appId: string;
  /** What ties it to the browser it came from: the value of a cookie. */
  readonly browser: string;
  /** The ID of the service provider's request; absent if the sign-in began at the org's dashboard. */
  readonly requestId?: string | undefined;
  readonly requestIssuer?: string | undefined;
  /** Where the response goes, when the request chose among several places. */
  readonly acsUrl?: string | undefined;
  readonly relayState?: string | undefined;
  readonly forceAuthn: boolean;
  readonly isPassive: boolean;
  /** Authentication context classes that the request asks for, like `acr_values`. */
  readonly classes?: string | undefined;
  readonly created: string;
  readonly expiresAt: string;
}

/** A session at a service provider that the org has vouched for. Id: app, name and session index. */
export interface SamlSession extends Entity {
  readonly appId: string;
  readonly sessionId: string;
  readonly nameId: string;
  readonly sessionIndex: string;
}

interface Used extends Entity {
  readonly expiresAt: string;
}

/** Stores the org's data about SAML apps: sign-ins in progress, answered requests, and the apps' sessions. */
export class SamlSignIns {
  readonly #org: Org;
  readonly #signIns: Collection<SamlSignIn>;
  readonly #used: Collection<Used>;
  readonly #sessions: Collection<SamlSession>;
  readonly #sessionsOf: (appId: string) => SamlSession[];

  constructor(org: Org) {
    this.#org = org;
    this.#signIns = org.collection('samlSignIns');
    this.#used = org.collection('samlRequests');
    this.#sessions = org.collection('samlSessions');
    this.#sessionsOf = this.#sessions.index(({ appId }) => appId);
  }

  begin(input: Omit<SamlSignIn, 'id' | 'created' | 'expiresAt'>): SamlSignIn {
    return this.#org.transaction(() => {
      this.#signIns.sweep((signIn) => !this.#isAlive(signIn));
      const now = this.#org.now();
      return this.#signIns.put({
        ...input,
        id: randomText(43),
        created: now,
        expiresAt: later(now, lifetimeSeconds),
      });
    });
  }

  /** The sign-in, for the browser in which it began. */
  get(id: string, browser: string | undefined): SamlSignIn | undefined {
    const signIn = this.#signIns.get(id);
    return signIn && this.#isAlive(signIn) && signIn.browser === browser ? signIn : undefined;
  }

  isUsed(appId: string, requestId: string): boolean {
    return this.#used.get(`${appId} ${requestId}`) !== undefined;
  }

  /** Notes that a request was answered. False when it had been before. */
  use(appId: string, requestId: string): boolean {
    return this.#org.transaction(() => {
      if (this.isUsed(appId, requestId)) return false;
      this.#used.sweep((request) => !this.#isAlive(request));
      // A request that is older than this is refused for its age.
      const expiresAt = later(this.#org.now(), lifetimeSeconds + 2 * requestAgeSeconds);
      this.#used.put({ id: `${appId} ${requestId}`, expiresAt });
      return true;
    });
  }

  /** The sign-in has its answer, and the app a session. False when the request was answered before. */
  finish(signIn: SamlSignIn, session: Omit<SamlSession, 'id' | 'appId'>): boolean {
    return this.#org.transaction(() => {
      if (!this.end(signIn)) return false;
      const { appId } = signIn;
      this.#sessions.sweep(({ sessionId }) => this.#org.sessions.get(sessionId) === undefined);
      this.#sessions.put({ ...session, appId, id: `${appId} ${session.sessionIndex}` });
      return true;
    });
  }

  /** Ends the sign-in. Returns false if its request was already answered. */
  end(signIn: SamlSignIn): boolean {
    return this.#org.transaction(() => {
      if (this.#signIns.get(signIn.id) === undefined) return false;
      this.#signIns.delete(signIn.id);
      return signIn.requestId === undefined || this.use(signIn.appId, signIn.requestId);
    });
  }

  /** Takes the app's sessions of a person away, all of them or the ones with these indexes. */
  takeSessions(appId: string, nameId: string, indexes: readonly string[]): readonly SamlSession[] {
    return this.#org.transaction(() => {
      const found = this.#sessionsOf(appId).filter(
        (session) =>
          session.nameId === nameId && (indexes.length === 0 || indexes.includes(session.sessionIndex)),
      );
      for (const { id } of found) this.#sessions.delete(id);
      return found;
    });
  }

  /** Takes away the sessions of all apps that a session at the org has led to. */
  takeSessionsAt(sessionId: string): readonly SamlSession[] {
    return this.#org.transaction(() => {
      const found = this.#sessions.all().filter((session) => session.sessionId === sessionId);
      for (const { id } of found) this.#sessions.delete(id);
      return found;
    });
  }

  #isAlive({ expiresAt }: { readonly expiresAt: string }): boolean {
    return Date.parse(expiresAt) > this.#org.clock();
  }
}
