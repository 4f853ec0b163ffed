import { z } from 'zod';
import { invalid, notFound, notImplemented } from '../../org/kernel/errors.ts';
import { type Factor, requireFactorType } from '../../org/factors/factors.ts';
import { requireUnlocked, wrongPassCode } from '../../sign-in/attempts.ts';
import { newPasskeyChallenge, registerPasskey } from '../../sign-in/passkeys.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { matchesSecret } from '../../org/people/passwords.ts';
import { logEvent, userTarget } from '../log/log-event.ts';
import { presentFactor, presentPushActivation } from './present-factor.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { securityQuestions } from '../../org/people/security-questions.ts';
import { factorOf } from './factor-of.ts';
import { cancelTransaction, getTransaction, startPush } from './push-transactions.ts';
import { hashAnswerOf, questions, updateQuestion } from './security-question.ts';
import { requireUser } from '../people/users.ts';
import { anyObject, optional, parseBody } from '../kernel/validate.ts';

const path = '/api/v1/users/:userId/factors';
const one = `${path}/:factorId`;
const read = 'okta.users.read';
const manage = 'okta.users.manage';

/**
 * Users' factors in addition to the password.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/
 */
export const factorRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listFactors', scope: read, handle: listFactors },
  { method: 'POST', path, name: 'enrollFactor', scope: manage, handleAsync: enrollFactor },
  { method: 'GET', path: `${path}/catalog`, name: 'listSupportedFactors', scope: read, handle: catalog },
  {
    method: 'GET',
    path: `${path}/questions`,
    name: 'listSupportedSecurityQuestions',
    scope: read,
    handle: questions,
  },
  { method: 'GET', path: one, name: 'getFactor', scope: read, handle: getFactor },
  { method: 'PUT', path: one, name: 'updateQuestionFactor', scope: manage, handleAsync: updateQuestion },
  { method: 'DELETE', path: one, name: 'unenrollFactor', scope: manage, handle: unenrollFactor },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activateFactor',
    scope: manage,
    handleAsync: activateFactor,
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate/poll`,
    name: 'pollFactorActivation',
    scope: manage,
    handle: pollActivation,
  },
  { method: 'POST', path: `${one}/verify`, name: 'verifyFactor', scope: manage, handleAsync: verifyFactor },
  {
    method: 'GET',
    path: `${one}/transactions/:transactionId`,
    name: 'getFactorTransactionStatus',
    scope: read,
    handle: getTransaction,
  },
  {
    method: 'DELETE',
    path: `${one}/transactions/:transactionId`,
    name: 'cancelFactorTransaction',
    scope: manage,
    handle: cancelTransaction,
  },
];

function listFactors(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  return ok(org.factors.ofUser(user.id).map((factor) => presentFactor(org, factor)));
}

const supported: readonly (readonly [type: string, provider: 'OKTA' | 'GOOGLE' | 'FIDO'])[] = [
  ['question', 'OKTA'],
  ['token:software:totp', 'OKTA'],
  ['token:software:totp', 'GOOGLE'],
  ['push', 'OKTA'],
  ['sms', 'OKTA'],
  ['email', 'OKTA'],
  ['webauthn', 'FIDO'],
];

function catalog(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  const enrolled = org.factors.ofUser(user.id);
  const factors = `${org.url}/api/v1/users/${user.id}/factors`;
  return ok(
    supported.map(([factorType, provider]) => ({
      factorType,
      provider,
      vendorName: provider,
      status: enrolled.some((factor) => factor.factorType === factorType && factor.provider === provider)
        ? 'ACTIVE'
        : 'NOT_SETUP',
      enrollment: 'OPTIONAL',
      _links: {
        ...(factorType === 'question' && {
          questions: { href: `${factors}/questions`, hints: { allow: ['GET'] } },
        }),
        enroll: { href: factors, hints: { allow: ['POST'] } },
      },
    })),
  );
}

const schema = z.object({
  factorType: z.string(),
  provider: optional(z.string()),
  profile: optional(anyObject),
});

async function enrollFactor(org: Org, request: ApiRequest): Promise<Answer> {
  const { factorType, provider: given, profile = {} } = parseBody(schema, request.body, 'factor');
  const provider = providerOf(factorType, given);
  const type = requireFactorType(factorType);
  const before = requireUser(org, request);
  const answerHash = type === 'question' ? await hashAnswerOf(profile) : '';
  return org.transaction(() => {
    const user = org.users.require(before.id);
    refuseSecond(org, user, type, provider ?? 'OKTA');
    const factor = addFactor(org, user, { type, provider, profile, answerHash });
    const ready = request.query.get('activate') === 'true' ? org.factors.activate(factor) : factor;
    if (ready.status === 'PENDING_ACTIVATION') sendCode(org, request, ready);
    else logEvent(org, request, 'user.mfa.factor.activate', [userTarget(user)], { factor: type });
    return ok(presentFactor(org, ready));
  });
}

/** One factor of a kind. */
function refuseSecond(org: Org, user: User, type: string, provider: string): void {
  const other = org.factors
    .activeOf(user.id)
    .find(
      (factor) => factor.factorType === type && factor.provider === (type === 'webauthn' ? 'FIDO' : provider),
    );
  if (other && type !== 'webauthn') {
    throw invalid('factorEnrollRequest', ['A factor of this type is already set up.']);
  }
}

interface Enrollment {
  readonly type: Factor['factorType'];
  readonly provider: Factor['provider'] | undefined;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly answerHash: string;
}

/** A new factor of the person; pending, unless it needs no first proof. @throws OktaError 400 */
export function addFactor(org: Org, user: User, { type, provider, profile, answerHash }: Enrollment): Factor {
  const { factors } = org;
  const { login, email } = user.profile;
  switch (type) {
    case 'push':
      return factors.enrollOktaVerify(user.id, login).push;
    case 'token:software:totp':
      return factors.enrollTotp(user.id, login, provider === 'GOOGLE' ? 'GOOGLE' : 'OKTA');
    case 'sms':
      return factors.enrollSms(user.id, phoneNumber(profile.phoneNumber));
    case 'email':
      return factors.enrollEmail(user.id, typeof profile.email === 'string' ? profile.email : email);
    case 'question': {
      const question = profile.question as string;
      return factors.enrollQuestion(user.id, question, securityQuestions[question] ?? question, answerHash);
    }
    case 'webauthn':
      return factors.enrollWebAuthn(user.id, newPasskeyChallenge());
  }
}

/** Providers of Okta's that a new org has not enabled. */
const otherProviders: readonly string[] = ['DUO', 'RSA', 'SYMANTEC', 'YUBICO', 'CUSTOM', 'DEL_OATH'];

/** Okta looks at the provider first, then whether the org has the factor. @throws OktaError 400 */
function providerOf(type: string, given: string | undefined): Factor['provider'] | undefined {
  if (given !== undefined && given !== 'OKTA' && given !== 'GOOGLE' && given !== 'FIDO')
    throw invalid('factorEnrollRequest', [
      otherProviders.includes(given) ? 'Factor not enabled.' : 'Invalid Provider.',
    ]);
  // No org has calls enabled from the beginning; this one cannot have them.
  if (type === 'call') throw notImplemented('the factor type call', ['Factor not enabled.']);
  return given;
}

function phoneNumber(given: unknown): string {
  // Copied numbers may contain invisible marks for the writing direction.
  const value = typeof given === 'string' ? given.replace(/[\u200e\u200f\u202a-\u202e]/g, '') : given;
  if (typeof value === 'string' && /^\+?[\d\s().-]{5,20}$/.test(value)) return value.replace(/[\s().-]/g, '');
  throw invalid('factorEnrollRequest', ['Invalid Phone Number.']);
}

function sendCode(org: Org, request: ApiRequest, factor: Factor): void {
  if (factor.factorType !== 'sms' && factor.factorType !== 'email') return;
  org.challenges.sendCode(factor, {
    purpose: factor.status === 'ACTIVE' ? 'sign-in' : 'verify-address',
    asking: request,
    lifetimeSeconds: lifetimeOf(request),
  });
}

/** @throws OktaError 400 unless `tokenLifetimeSeconds` is between a second and a day */
function lifetimeOf({ query }: ApiRequest): number | undefined {
  const given = query.get('tokenLifetimeSeconds');
  if (given === null || given === '') return undefined;
  if (/^\d{1,5}$/.test(given) && Number(given) >= 1 && Number(given) <= 86_400) return Number(given);
  throw invalid('tokenLifetimeSeconds', ['tokenLifetimeSeconds: must be between 1 and 86400.']);
}

function getFactor(org: Org, request: ApiRequest): Answer {
  return ok(presentFactor(org, factorOf(org, request)));
}

function unenrollFactor(org: Org, request: ApiRequest): Answer {
  const factor = factorOf(org, request);
  const user = org.users.require(factor.userId);
  org.factors.delete(factor);
  logEvent(org, request, 'user.mfa.factor.deactivate', [userTarget(user)], { factor: factor.factorType });
  return noContent();
}

const passCodeSchema = z.object({
  passCode: optional(z.string().max(100)),
  answer: optional(z.string().max(100)),
});

const verifySchema = passCodeSchema.extend({ useNumberMatchingChallenge: optional(z.boolean()) });

async function activateFactor(org: Org, request: ApiRequest): Promise<Answer> {
  const factor = factorOf(org, request);
  if (factor.status === 'ACTIVE') throw invalid('factor', ['The factor is already active.']);
  if (factor.factorType === 'push')
    return org.transaction(() => ok(presentPushActivation(org, org.factors.restartSetUp(factor))));
  if (factor.factorType === 'webauthn') return activatePasskey(org, request, factor);
  const { passCode = '' } = parseBody(passCodeSchema, request.body, 'factor');
  const user = requireUnlocked(org, factor.userId);
  if (!isRightCode(org, factor, passCode)) throw wrongPassCode(org, request, user, factor.factorType);
  return org.transaction(() => {
    const active = org.factors.activate(factorOf(org, request));
    logEvent(org, request, 'user.mfa.factor.activate', [userTarget(user)], { factor: factor.factorType });
    return ok(presentFactor(org, active));
  });
}

const passkeySchema = z.object({ attestation: z.string().max(100_000), clientData: z.string().max(10_000) });

/** With what the browser has made for the challenge of the enrollment. */
async function activatePasskey(org: Org, request: ApiRequest, factor: Factor): Promise<Answer> {
  const made = parseBody(passkeySchema, request.body, 'factor');
  const user = requireUnlocked(org, factor.userId);
  const active = await registerPasskey(org, factor, factor.secret, made);
  if (active === undefined) throw invalid('factor', ['The attestation is not valid for this challenge.']);
  return org.transaction(() => {
    logEvent(org, request, 'user.mfa.factor.activate', [userTarget(user)], { factor: factor.factorType });
    return ok(presentFactor(org, active));
  });
}

function pollActivation(org: Org, request: ApiRequest): Answer {
  const factor = factorOf(org, request);
  if (factor.factorType !== 'push') throw notFound(factor.id, 'UserFactor');
  return ok(presentPushActivation(org, factor));
}

function isRightCode(org: Org, factor: Factor, code: string): boolean {
  if (factor.factorType === 'token:software:totp') return org.factors.checkTotp(factor.id, code);
  const challenge = org.challenges.latestOf(factor);
  return challenge !== undefined && org.challenges.checkCode(challenge.id, code) === 'CORRECT';
}

/** Without a code: sends one. With a code or an answer: checks it. */
async function verifyFactor(org: Org, request: ApiRequest): Promise<Answer> {
  const factor = factorOf(org, request);
  const { passCode, answer, useNumberMatchingChallenge } = parseBody(verifySchema, request.body, 'factor');
  const user = requireUnlocked(org, factor.userId);
  if (factor.factorType === 'push')
    return org.transaction(() => startPush(org, factor, useNumberMatchingChallenge === true));
  if (factor.factorType !== 'question' && passCode === undefined) {
    org.transaction(() => sendCode(org, request, factor));
    return ok({
      factorResult: 'CHALLENGE',
      _links: { verify: { href: `${org.url}${request.path}`, hints: { allow: ['POST'] } } },
    });
  }
  const isRight =
    factor.factorType === 'question'
      ? await matchesSecret((answer ?? '').toLowerCase(), factor.secret ?? '')
      : isRightCode(org, factor, passCode ?? '');
  if (!isRight) throw wrongPassCode(org, request, user, factor.factorType);
  org.users.forgetFailures(user);
  return ok({ factorResult: 'SUCCESS' });
}
