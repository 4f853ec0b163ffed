import { setTimeout as wait } from 'node:timers/promises';
import * as oidc from 'openid-client';
import type { Services } from '../site/services.ts';
import { createClientSource } from './client.ts';
import type { OidcClient } from './client.ts';
import { asSignInError } from './redeem.ts';

/** What the person said, or why they were not asked. */
export type ApprovalAnswer =
  'approved' | 'refused' | 'timed-out' | 'asked-already' | { readonly failed: string };

/** Called while the user has not responded yet, with the seconds that have passed and the total time allowed. */
export type Waiting = (seconds: number, total: number) => void;

/** Seconds that the person has. */
const lifetime = 120;
/** Seconds between two polls, unless the org sets an interval. */
const usualInterval = 5;
/** Milliseconds between two looks at the clock. */
const tick = 100;
const grant = 'urn:openid:params:grant-type:ciba';

/**
 * Asks people on their phones whether something may be done for them: client-initiated backchannel authentication, in poll
 * mode. Only one question of the same asker at a time, so that no agent can tire a person out.
 * @see https://developer.okta.com/docs/guides/configure-ciba/main/
 */
export class Approvals {
  readonly #services: Pick<Services, 'config' | 'outgoing' | 'now' | 'log'>;
  readonly #client: (() => Promise<OidcClient>) | undefined;
  readonly #open = new Set<string>();
  readonly #stop = new AbortController();

  constructor(services: Pick<Services, 'config' | 'outgoing' | 'now' | 'log'>) {
    this.#services = services;
    const { assistant, okta } = services.config;
    this.#client = assistant.approvals && createClientSource(services, okta.baseUrl, assistant.approvals);
  }

  close(): void {
    this.#stop.abort();
  }

  /**
   * @param message what the user sees on the phone
   * @param waiting called when the request is sent to the phone, and after each poll that found no decision
   */
  async ask(
    person: { readonly id: string; readonly login: string },
    asker: string,
    message: string,
    waiting?: Waiting,
  ): Promise<ApprovalAnswer> {
    if (this.#client === undefined)
      return { failed: 'the shop has no app for it (OKTA_APPROVALS_CLIENT_ID)' };
    const key = `${person.id} ${asker}`;
    if (this.#open.has(key)) return 'asked-already';
    this.#open.add(key);
    try {
      const answer = await this.#ask(await this.#client(), person, message, waiting);
      this.#services.log.info('approval', { answer: typeof answer === 'string' ? answer : answer.failed });
      return answer;
    } catch (error) {
      const { said } = await asSignInError(error, 'exchange-failed');
      this.#services.log.warning('approval', { answer: said?.error ?? String(error) });
      return { failed: said?.description ?? said?.error ?? 'the org is not responding' };
    } finally {
      this.#open.delete(key);
    }
  }

  async #ask(
    client: OidcClient,
    person: { readonly id: string; readonly login: string },
    message: string,
    waiting?: Waiting,
  ): Promise<ApprovalAnswer> {
    const { now } = this.#services;
    const begun = await oidc.initiateBackchannelAuthentication(client, {
      ...{ scope: 'openid', login_hint: person.login, binding_message: message },
      request_expiry: String(lifetime),
    });
    const asked = now();
    const until = asked + begun.expires_in * 1000;
    let interval = (begun.interval ?? usualInterval) * 1000;
    for (let next = now() + interval; ; next = now() + interval) {
      waiting?.(Math.round((now() - asked) / 1000), begun.expires_in);
      while (now() < next) await wait(tick, undefined, { signal: this.#stop.signal, ref: false });
      try {
        const answer = await oidc.genericGrantRequest(client, grant, { auth_req_id: begun.auth_req_id });
        // The approval must be this person's.
        return answer.claims()?.sub === person.id ? 'approved' : 'refused';
      } catch (error) {
        const { code, said } = await asSignInError(error, 'exchange-failed');
        if (said?.error === 'access_denied') return 'refused';
        if (said?.error === 'expired_token') return 'timed-out';
        if (said?.error === 'slow_down') interval += usualInterval * 1000;
        else if (said?.error !== 'authorization_pending' && code !== 'org-unreachable') throw error;
        if (now() > until) return 'timed-out';
      }
    }
  }
}
