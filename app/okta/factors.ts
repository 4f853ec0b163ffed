/**
 * The Factors API (https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/): the
 * shop requests a second factor itself, on its own page. Read as plain JSON: the SDK's classes omit the push's
 * number.
 */
import { z } from 'zod';
import { factorName } from '../../shared/factor-names.ts';
import type { OktaClient } from './client.ts';
import { apiUrl, json, unlessGone } from './rest.ts';

type FactorKind = 'push' | 'totp' | 'sms' | 'email';

/** A factor that the user can use right now. */
export interface Factor {
  id: string;
  kind: FactorKind;
  /** What identifies it, as far as Okta shows it: `Okta Verify (push) on Pixel 8`, `Phone (SMS) ••• 0123`. */
  label: string;
}

/** The status of a challenge; the names are the page's. */
type ChallengeState = 'waiting' | 'approved' | 'declined' | 'timed-out';

export interface Challenge {
  state: ChallengeState;
  /** Where to poll Okta for the status of a push. */
  pollUrl: string | undefined;
  /** The number to tap on the phone, once Okta has chosen it. */
  number: number | undefined;
  /** Milliseconds since the epoch. */
  expiresAt: number | undefined;
}

const enrolled = z.object({
  id: z.string(),
  factorType: z.string(),
  provider: z.string(),
  status: z.string(),
  profile: z
    .object({ phoneNumber: z.string().optional(), email: z.string().optional(), name: z.string().optional() })
    .default({}),
});
/** A factor as Okta returns it. */
type EnrolledFactor = z.output<typeof enrolled>;

const challenge = z.looseObject({
  factorResult: z.string(),
  expiresAt: z.string().optional(),
  _embedded: z
    .looseObject({ challenge: z.looseObject({ correctAnswer: z.number().optional() }).optional() })
    .optional(),
  _links: z.looseObject({ poll: z.looseObject({ href: z.string() }).optional() }).optional(),
});

const kinds: Readonly<Record<string, FactorKind>> = {
  push: 'push',
  'token:software:totp': 'totp',
  sms: 'sms',
  email: 'email',
};

/** The response of `GET /api/v1/users/{id}/factors`. */
export const parseFactors = (answer: unknown): EnrolledFactor[] => z.array(enrolled).parse(answer);

/** What a user has enrolled, whether it can be used or not. */
export const readFactors = (client: OktaClient, userId: string): Promise<unknown> =>
  client.http.getJson(factorsUrl(client, userId));

/** The active factors of the kinds that the shop supports; push first, as it is the easiest. */
export function usableFactors(found: readonly EnrolledFactor[]): Factor[] {
  const order: FactorKind[] = ['push', 'totp', 'sms', 'email'];
  return found
    .flatMap((factor) => {
      const kind = kinds[factor.factorType];
      if (kind === undefined || factor.status !== 'ACTIVE') return [];
      return [{ id: factor.id, kind, label: labelOf(kind, factor) }];
    })
    .sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
}

/**
 * Sends a push, with a number to match, or a code by SMS or email. For a one-time password, nothing is sent.
 */
export async function startChallenge(client: OktaClient, userId: string, factor: Factor): Promise<Challenge> {
  if (factor.kind === 'totp')
    return { state: 'waiting', pollUrl: undefined, number: undefined, expiresAt: undefined };
  const body = factor.kind === 'push' ? { useNumberMatchingChallenge: true } : {};
  const url = `${factorsUrl(client, userId)}/${factor.id}/verify`;
  return readChallenge(await client.http.postJson(url, json(body)));
}

/** The status of a push. */
export async function pollChallenge(client: OktaClient, pollUrl: string): Promise<Challenge> {
  return readChallenge(await client.http.getJson(pollUrl));
}

/**
 * Takes a push back, so that the phone no longer asks; one that was answered or has expired stays as it is. Okta's cancel link is
 * the address to poll, with another method.
 */
export async function cancelChallenge(client: OktaClient, pollUrl: string): Promise<void> {
  await unlessGone(client.http.delete(pollUrl));
}

/** Checks a code that the user entered. @throws OktaRefused E0000068 for a wrong one */
export async function checkCode(
  client: OktaClient,
  userId: string,
  factorId: string,
  passCode: string,
): Promise<void> {
  const url = `${factorsUrl(client, userId)}/${factorId}/verify`;
  await client.http.postJson(url, json({ passCode }));
}

const factorsUrl = (client: OktaClient, userId: string): string =>
  apiUrl(client, '/users/{}/factors', userId);

function readChallenge(answer: unknown): Challenge {
  const { factorResult, expiresAt, _embedded, _links } = challenge.parse(answer);
  return {
    state: stateOf(factorResult),
    pollUrl: _links?.poll?.href,
    number: _embedded?.challenge?.correctAnswer,
    expiresAt: expiresAt === undefined ? undefined : Date.parse(expiresAt),
  };
}

function stateOf(factorResult: string): ChallengeState {
  if (factorResult === 'SUCCESS') return 'approved';
  if (factorResult === 'REJECTED') return 'declined';
  return factorResult === 'TIMEOUT' ? 'timed-out' : 'waiting';
}

/** Okta's name of the factor, and which phone or mailbox it reaches. */
function labelOf(kind: FactorKind, factor: EnrolledFactor): string {
  const { name, phoneNumber = '', email = '' } = factor.profile;
  const called = factorName(factor);
  if (kind === 'push') return name === undefined ? called : `${called} on ${name}`;
  if (kind === 'sms') return `${called} ••• ${phoneNumber.slice(-4)}`;
  if (kind === 'email') return `${called} ${email.replace(/^(.).*(@.*)$/, '$1•••$2')}`;
  return called;
}
