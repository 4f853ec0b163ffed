import type { Factor } from '../../../org/factors/factors.ts';
import type { FactorKind } from '../../assurance.ts';
import { refuseField, say } from '../messages.ts';
import type { Current } from '../transactions.ts';
import type { Turn } from '../turn.ts';
import type { Field, Remediation } from '../wire.ts';

/** What the client sent as `credentials`. */
export type Credentials = Readonly<Record<string, unknown>>;

type Begun = Partial<Pick<Current, 'challengeId' | 'webauthnChallenge' | 'factorId'>>;

/** A method to prove one's identity: how it is requested, shown, checked and enrolled. */
export interface Method {
  readonly authenticatorKey: string;
  readonly methodType: string;
  /** It sends something to the user, so it must be requested explicitly. */
  readonly sends?: boolean;

  /** Begins to verify: sends the code or push, makes the challenge. */
  start?(turn: Turn, factor: Factor | undefined): Begun;
  /** Sends again. */
  resend?(turn: Turn, factor: Factor): Begun;
  /** What the page asks for. Absent for methods completed elsewhere, such as a push. */
  readonly fields?: (turn: Turn) => readonly Field[];
  /** The forms in place of the usual one. */
  forms?(turn: Turn): readonly Remediation[];
  /** Other properties of the current authenticator: actions, profile, challenge. */
  about?(turn: Turn): object;
  /** Whether the form relates to the authenticator itself, not to the user's enrollment. */
  readonly relatesToAuthenticator?: boolean;
  /** @throws Refusal @returns further kinds that the answer has shown */
  check?(turn: Turn, credentials: Credentials): Promise<readonly FactorKind[]>;
  /** Asks whether the person has answered elsewhere. @throws Refusal when they refused or were too late */
  poll?(turn: Turn): boolean;

  readonly enroll?: EnrollMethod;
}

/** How a method is enrolled. */
interface EnrollMethod {
  /** Begins: makes the pending factor, sends the code. @throws Refusal */
  start(turn: Turn, input: Credentials): Begun;
  readonly fields?: (turn: Turn) => readonly Field[];
  forms?(turn: Turn): readonly Remediation[];
  about?(turn: Turn): object;
  resend?(turn: Turn, factor: Factor): Begun;
  /** Checks the first answer and makes the factor active. @throws Refusal */
  check?(turn: Turn, credentials: Credentials): Promise<void>;
  poll?(turn: Turn): boolean;
}

/** A required field of the credentials. @throws Refusal if it is missing */
export function textOf(credentials: Credentials, name: string): string {
  const value = credentials[name];
  if (typeof value !== 'string' || value === '') throw refuseField(name, say.missing, 400);
  return value;
}
