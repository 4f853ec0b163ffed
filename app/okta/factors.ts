/**
 * The Factors API (https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/): the shop asks for
 * a second factor itself, on a page of its own. Read as plain JSON: the SDK's classes leave the push's number out.
 */
import { z } from 'zod';
import type { OktaClient } from './client.ts';
import { apiUrl, json } from './rest.ts';

export type FactorKind = 'push' | 'totp' | 'sms' | 'email';

/** A factor that a person can use here and now. */
export interface Factor {
  id: string;
  kind: FactorKind;
  /** Whose it is, as far as Okta shows it: `Okta Verify`, `+1 ••• 0123`. */
  label: string;
}

/** How a challenge stands; the names are the page's. */
export type ChallengeState = 'waiting' | 'approved' | 'declined' | 'timed-out';

export interface Challenge {
  state: ChallengeState;
  /** Where Okta tells how a push stands. */
  pollUrl: string | undefined;
  /** The number to be tapped on the phone, once Okta has chosen it. */
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
/** A factor as Okta tells it. */
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

/** The answer of `GET /api/v1/users/{id}/factors`. */
export const parseFactors = (answer: unknown): EnrolledFactor[] => z.array(enrolled).parse(answer);

/** What a person has enrolled, whether it can be used or not. */
export const readFactors = (client: OktaClient, userId: string): Promise<unknown> =>
  client.http.getJson(factorsUrl(client, userId));

/** The active factors of the kinds that the shop knows to ask for; push first, as it is the least work. */
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

/** Sends a push, with a number to match, or a code by SMS or e-mail. A one-time password needs nothing sent. */
export async function startChallenge(client: OktaClient, userId: string, factor: Factor): Promise<Challenge> {
  if (factor.kind === 'totp')
    return { state: 'waiting', pollUrl: undefined, number: undefined, expiresAt: undefined };
  const body = factor.kind === 'push' ? { useNumberMatchingChallenge: true } : {};
  const url = `${factorsUrl(client, userId)}/${factor.id}/verify`;
  return readChallenge(await client.http.postJson(url, json(body)));
}

/** How a push stands. */
export async function pollChallenge(client: OktaClient, pollUrl: string): Promise<Challenge> {
  return readChallenge(await client.http.getJson(pollUrl));
}

/** Checks a code that the person typed. @throws OktaRefused E0000068 for a wrong one */
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

function labelOf(kind: FactorKind, { provider, profile }: EnrolledFactor): string {
  const { name, phoneNumber = '', email = '' } = profile;
  if (kind === 'push') return `Push to Okta Verify${name === undefined ? '' : ` on ${name}`}`;
  if (kind === 'sms') return `Code by SMS to ••• ${phoneNumber.slice(-4)}`;
  if (kind === 'email') return `Code by e-mail to ${email.replace(/^(.).*(@.*)$/, '$1•••$2')}`;
  return `Code of ${vendors[provider] ?? provider}`;
}

const vendors: Readonly<Record<string, string>> = { GOOGLE: 'Google Authenticator', OKTA: 'Okta Verify' };

/** What people call a kind of factor. */
export const nameFactorType = ({ factorType, provider }: EnrolledFactor): string =>
  factorType === 'push' || factorType === 'token:software:totp'
    ? (vendors[provider] ?? provider)
    : (names[factorType] ?? factorType);

const names: Readonly<Record<string, string>> = {
  sms: 'SMS',
  call: 'Voice call',
  email: 'E-mail',
  question: 'Security question',
  webauthn: 'Security key',
  u2f: 'Security key (U2F)',
  signed_nonce: 'Okta FastPass',
};
