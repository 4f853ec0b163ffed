import { randomInt } from 'node:crypto';
import { type OrgContext, later } from '../kernel/context.ts';
import type { Asking } from '../../hooks/inline-hooks.ts';
import type { Telephony, TelephonyRequest } from '../../hooks/telephony.ts';
import type { Users } from '../people/users.ts';
import type { Factor, Factors } from './factors.ts';
import { randomText } from '../kernel/ids.ts';
import { type MailPurpose, writeCodeMail, writeCodeSms } from '../org/message-texts.ts';
import type { Messages } from '../org/messages.ts';
import type { Collection, Entity } from '../kernel/records.ts';

/** Okta gives a push five minutes, a code in an e-mail or SMS five unless the authenticator says otherwise. */
const defaultLifetimeSeconds = 5 * 60;
/** How many wrong attempts invalidate a code. */
const attemptsPerCode = 5;

export type ChallengeResult = 'WAITING' | 'SUCCESS' | 'REJECTED' | 'TIMEOUT';

/** Something that was sent to a person's phone or mailbox and waits for them. */
export interface Challenge extends Entity {
  readonly userId: string;
  readonly factorId: string;
  readonly kind: 'push' | 'code';
  /** Use `resultOf` instead, which also considers the time. */
  readonly answer: 'WAITING' | 'SUCCESS' | 'REJECTED';
  readonly created: string;
  readonly expiresAt: string;
  /** What the phone shows of the sign-in: app, browser, place. */
  readonly about?: string;
  /** The text that the user should compare: CIBA's binding message. */
  readonly bindingMessage?: string;
  /** The number that the sign-in page shows, and the three of which the phone offers it as one. */
  readonly correctAnswer?: number;
  readonly choices?: readonly number[];
  readonly code?: string;
  readonly attemptsLeft?: number;
}

/** Why a code is sent, for telephony hooks. */
const telephonyRequests: Readonly<Record<MailPurpose, TelephonyRequest>> = {
  'sign-in': 'mfa-verification',
  activation: 'pre-enrollment',
  'verify-address': 'pre-enrollment',
  recovery: 'password-reset',
  unlock: 'account-unlock',
};

/** The result of comparing a code. */
export type CodeResult = 'CORRECT' | 'WRONG' | 'EXPIRED' | 'EXHAUSTED';

/** Delivers messages. */
interface ChallengingOrg {
  readonly brandName: string;
  readonly factors: Factors;
  readonly messages: Messages;
  readonly telephony: Telephony;
  readonly users: Users;
}

/** Owns pushes and one-time codes between their sending and their answer. */
export class Challenges {
  readonly #context: OrgContext;
  readonly #org: ChallengingOrg;
  readonly #challenges: Collection<Challenge>;
  readonly #ofUser: (userId: string) => Challenge[];

  constructor(context: OrgContext, org: ChallengingOrg) {
    this.#context = context;
    this.#org = org;
    this.#challenges = context.records.collection('challenges');
    this.#ofUser = this.#challenges.index(({ userId }) => userId);
  }

  /** Also undefined if its factor was removed: a challenge sent to a lost phone is no longer valid. */
  get(id: string): Challenge | undefined {
    const challenge = this.#challenges.get(id);
    return challenge && this.#org.factors.get(challenge.factorId) ? challenge : undefined;
  }

  /**
   * Asks the person's Okta Verify for an approval. A push that waits still for the same factor is void from now
   * on.
   * @param options.signInTo the app or org that the phone names, with the address that asks, where it is known
   * @param options.numberChallenge whether the person must tap the number that the sign-in page shows
   * @param options.lifetimeSeconds five minutes when not given
   */
  push(
    factor: Factor,
    options: {
      readonly signInTo: string;
      readonly from?: string | undefined;
      readonly numberChallenge: boolean;
      readonly bindingMessage?: string | undefined;
      readonly lifetimeSeconds?: number | undefined;
    },
  ): Challenge {
    return this.#context.records.transaction(() => {
      const choices = threeNumbers();
      const origin = options.from === undefined ? '' : ` from ${options.from}`;
      const about =
        options.bindingMessage === undefined
          ? `Sign in to ${options.signInTo}${origin}`
          : `Request from ${options.signInTo}${origin}`; // not a sign-in: an app asks for approval
      const challenge = this.#add(factor, 'push', options.lifetimeSeconds ?? defaultLifetimeSeconds, {
        about,
        ...(options.bindingMessage !== undefined && { bindingMessage: options.bindingMessage }),
        ...(options.numberChallenge && { choices, correctAnswer: choices[randomInt(3)] ?? 0 }),
      });
      this.#org.messages.send({
        channel: 'PUSH',
        to: factor.userId,
        challengeId: challenge.id,
        text: about,
      });
      return challenge;
    });
  }

  /** What the phone shows now, latest first. */
  waitingPushes(userId: string): Challenge[] {
    return this.#ofUser(userId)
      .filter(({ id, kind }) => kind === 'push' && this.get(id) !== undefined)
      .filter((challenge) => this.resultOf(challenge) === 'WAITING')
      .reverse();
  }

  /**
   * The person's answer on the phone. A wrong number is a refusal. An answer that comes too late changes
   * nothing.
   * @param number the tapped one, when the push asks for it
   */
  answerPush(id: string, approve: boolean, number?: number): ChallengeResult {
    return this.#context.records.transaction(() => {
      const challenge = this.get(id);
      if (challenge?.kind !== 'push') return 'TIMEOUT';
      if (this.resultOf(challenge) !== 'WAITING') return this.resultOf(challenge);
      const isRight = challenge.correctAnswer === undefined || challenge.correctAnswer === number;
      const answer = approve && isRight ? 'SUCCESS' : 'REJECTED';
      this.#challenges.put({ ...challenge, answer });
      return answer;
    });
  }

  /** Cancels a pending challenge. Returns false if it is no longer pending. */
  cancel(challenge: Challenge): boolean {
    if (this.resultOf(challenge) !== 'WAITING') return false;
    this.#challenges.delete(challenge.id);
    return true;
  }

  /**
   * Sends a six-digit code to the factor's address or phone. A code sent before for the same factor is void.
   * @param options.link makes the link that the email offers in addition to the code; it may lead to the same end
   * without it
   * @param options.lifetimeSeconds five minutes when not given
   * @param options.asking the request that asked for the code
   */
  sendCode(
    factor: Factor,
    options: {
      readonly purpose: MailPurpose;
      readonly asking: Asking;
      readonly link?: ((challenge: Challenge) => string) | undefined;
      readonly lifetimeSeconds?: number | undefined;
    },
  ): Challenge {
    return this.#context.records.transaction(() => {
      const code = String(randomInt(1_000_000)).padStart(6, '0');
      const lifetime = options.lifetimeSeconds ?? defaultLifetimeSeconds;
      const challenge = this.#add(factor, 'code', lifetime, { code, attemptsLeft: attemptsPerCode });
      if (factor.factorType === 'email')
        this.#org.messages.send(
          writeCodeMail({
            to: String(factor.profile.email),
            orgName: this.#org.brandName,
            purpose: options.purpose,
            code,
            link: options.link?.(challenge),
            minutes: Math.round(lifetime / 60),
          }),
        );
      else
        this.#org.telephony.deliver({
          sms: writeCodeSms(String(factor.profile.phoneNumber), this.#org.brandName, code),
          user: this.#org.users.require(factor.userId),
          expiresAt: challenge.expiresAt,
          requestType: telephonyRequests[options.purpose],
          asking: options.asking,
        });
      return challenge;
    });
  }

  /** Compares a code with the one that was sent. A correct code is used up; wrong ones are counted. */
  checkCode(id: string, code: string): CodeResult {
    return this.#context.records.alone(() => {
      const challenge = this.get(id);
      if (challenge?.code === undefined || this.resultOf(challenge) !== 'WAITING') return 'EXPIRED';
      if (challenge.attemptsLeft === 0) return 'EXHAUSTED';
      if (challenge.code === code) {
        this.#challenges.put({ ...challenge, answer: 'SUCCESS' });
        return 'CORRECT';
      }
      const attemptsLeft = (challenge.attemptsLeft ?? 0) - 1;
      this.#challenges.put({ ...challenge, attemptsLeft });
      return attemptsLeft === 0 ? 'EXHAUSTED' : 'WRONG';
    });
  }

  /** The current status of a challenge. */
  resultOf(challenge: Challenge): ChallengeResult {
    if (challenge.answer !== 'WAITING') return challenge.answer;
    return Date.parse(challenge.expiresAt) > this.#context.clock() ? 'WAITING' : 'TIMEOUT';
  }

  /** The user's latest challenge with this factor; undefined if there is none, or a later one with another factor. */
  latestOf(factor: Factor): Challenge | undefined {
    return this.#ofUser(factor.userId).find(({ factorId }) => factorId === factor.id);
  }

  forgetUser(userId: string): void {
    for (const { id } of this.#ofUser(userId)) this.#challenges.delete(id);
  }

  /** Adds a challenge and removes earlier ones for the same factor: only the latest code or push is valid. */
  #add(
    factor: Factor,
    kind: Challenge['kind'],
    lifetimeSeconds: number,
    rest: Partial<Challenge>,
  ): Challenge {
    for (const before of this.#ofUser(factor.userId)) {
      if (before.factorId === factor.id) this.#challenges.delete(before.id);
    }
    const created = this.#context.now();
    return this.#challenges.put({
      ...rest,
      id: `ft${randomText(18)}`,
      userId: factor.userId,
      factorId: factor.id,
      kind,
      answer: 'WAITING',
      created,
      expiresAt: later(created, lifetimeSeconds),
    });
  }
}

/** Three different numbers of two digits. */
function threeNumbers(): number[] {
  const numbers = new Set<number>();
  while (numbers.size < 3) numbers.add(randomInt(10, 100));
  return [...numbers];
}
