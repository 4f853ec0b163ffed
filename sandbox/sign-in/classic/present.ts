import type { AuthnTransaction } from '../../org/org/authn-transactions.ts';
import type { Factor } from '../../org/factors/factors.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { setUpCode } from '../../org/factors/qr-code.ts';
import type { RecoveryPurpose } from '../../org/people/recovery.ts';
import type { SessionToken } from '../../org/org/session-tokens.ts';
import { daysUntilExpiry, passwordRules } from '../../org/policies/sign-in-rules.ts';
import { enrollableFactors, offeredFactors } from './offers.ts';

type Wire = Record<string, unknown>;

/** A link of the Authentication API: what may be done next. */
const link = (href: string, name?: string): Wire => ({
  ...(name !== undefined && { name }),
  href,
  hints: { allow: ['POST'] },
});

/** The end of a sign-in: a session token that the app turns into a session. */
export function presentSuccess(
  org: Org,
  user: User,
  token: SessionToken,
  relayState: string | undefined,
): Wire {
  return {
    expiresAt: token.expiresAt,
    status: 'SUCCESS',
    ...(relayState !== undefined && { relayState }),
    sessionToken: token.id,
    _embedded: { user: presentUser(user) },
    _links: { cancel: link(`${org.url}/api/v1/authn/cancel`) },
  };
}

/** A locked user, if the password policy says to reveal it: the only option is to unlock the account. */
export const presentLockedOut = (org: Org, relayState: string | undefined): Wire => ({
  status: 'LOCKED_OUT',
  ...(relayState !== undefined && { relayState }),
  _links: { next: link(`${org.url}/api/v1/authn/recovery/unlock`, 'unlock') },
});

/** A sign-in that waits for the user, with the possible actions. */
export function presentTransaction(org: Org, transaction: AuthnTransaction): Wire {
  const user = org.users.require(transaction.userId);
  const { links, embedded, fields } = stateParts(org, transaction, user);
  return {
    stateToken: transaction.id,
    expiresAt: transaction.expiresAt,
    status: transaction.state,
    ...fields,
    ...(transaction.relayState !== undefined && { relayState: transaction.relayState }),
    _embedded: { user: presentUser(user), ...embedded },
    _links: { ...links, cancel: link(`${org.url}/api/v1/authn/cancel`) },
  };
}

/** What a state adds to the document of every state. */
function stateParts(
  org: Org,
  transaction: AuthnTransaction,
  user: User,
): { readonly links?: Wire; readonly embedded?: Wire; readonly fields?: Wire } {
  const { state } = transaction;
  const to = (path: string): string => `${org.url}/api/v1/authn/${path}`;
  const changePassword = link(to('credentials/change_password'), 'changePassword');
  const expiration = { passwordExpireDays: Math.max(0, daysUntilExpiry(org, user) ?? 0) };
  switch (state) {
    case 'PASSWORD_WARN':
      return {
        links: { next: changePassword, skip: link(to('skip'), 'skip') },
        embedded: { policy: { ...passwordPolicy(org, user), expiration } },
      };
    case 'PASSWORD_EXPIRED':
      return { links: { next: changePassword }, embedded: { policy: passwordPolicy(org, user) } };
    case 'PASSWORD_RESET':
      return {
        links: { next: link(to('credentials/reset_password'), 'resetPassword') },
        embedded: { policy: passwordPolicy(org, user) },
        fields: { recoveryType: 'PASSWORD' },
      };
    case 'RECOVERY':
      return {
        links: { next: link(to('recovery/answer'), 'answer') },
        embedded: {
          user: {
            ...presentUser(user),
            recovery_question: { question: user.recoveryQuestion?.question ?? '' },
          },
        },
        fields: { recoveryType: 'PASSWORD' },
      };
    case 'MFA_ENROLL':
      return {
        embedded: {
          factors: enrollableFactors(org, transaction, user).map(({ factorType, provider, required }) => ({
            factorType,
            provider,
            vendorName: provider,
            status: 'NOT_SETUP',
            enrollment: required ? 'REQUIRED' : 'OPTIONAL',
            _links: {
              ...(factorType === 'question' && {
                questions: {
                  href: `${org.url}/api/v1/users/${user.id}/factors/questions`,
                  hints: { allow: ['GET'] },
                },
              }),
              enroll: link(to('factors')),
            },
          })),
        },
        ...(transaction.offersMore === true && { links: { skip: link(to('skip'), 'skip') } }),
      };
    case 'MFA_ENROLL_ACTIVATE':
      return activationParts(org, transaction, user);
    case 'MFA_REQUIRED':
      return {
        embedded: {
          factors: offeredFactors(org, transaction, user).map((factor) => factorToVerify(org, factor)),
        },
      };
    case 'MFA_CHALLENGE':
      return challengeParts(org, transaction);
  }
}

const verifyHref = (org: Org, { id }: Factor): string => `${org.url}/api/v1/authn/factors/${id}/verify`;

const presentFactor = ({ id, factorType, provider, profile }: Factor): Wire => ({
  id,
  factorType,
  provider,
  vendorName: provider,
  profile,
});

const factorToVerify = (org: Org, factor: Factor): Wire => ({
  ...presentFactor(factor),
  _links: { verify: link(verifyHref(org, factor)) },
});

/** A factor is being set up: what its owner needs for that, and what may be done. */
function activationParts(org: Org, { factorId = '' }: AuthnTransaction, user: User) {
  const factor = org.factors.get(factorId);
  if (factor === undefined) throw new Error('The factor of an enrollment is gone.');
  const { factorType, secret = '' } = factor;
  const activation = {
    ...(factorType === 'push'
      ? { factorResult: 'WAITING' }
      : { timeStep: 30, sharedSecret: secret, encoding: 'base32', keyLength: 6 }),
    _links: { qrcode: setUpCode(org.url, user.profile.login, factor) },
  };
  const href = `${org.url}/api/v1/authn/factors/${factor.id}/lifecycle`;
  return {
    ...(factorType === 'push' && { fields: { factorResult: 'WAITING' } }),
    embedded: {
      factor: { ...presentFactor(factor), ...(factorType !== 'sms' && { _embedded: { activation } }) },
    },
    links: {
      next: link(`${href}/activate`, factorType === 'push' ? 'poll' : 'activate'),
      prev: link(`${org.url}/api/v1/authn/previous`),
      ...(factorType === 'sms' && { resend: [link(`${href}/resend`, 'sms')] }),
    },
  };
}

/** An email has been sent, or appears to have been: there is nothing to continue with here. */
export const presentRecoveryMail = (purpose: RecoveryPurpose, relayState: string | undefined): Wire => ({
  status: 'RECOVERY_CHALLENGE',
  factorResult: 'WAITING',
  ...(relayState !== undefined && { relayState }),
  factorType: 'EMAIL',
  recoveryType: purpose === 'unlock' ? 'UNLOCK' : 'PASSWORD',
});

/** The account is unlocked; the password is unchanged. */
export const presentUnlocked = (): Wire => ({ status: 'SUCCESS', recoveryType: 'UNLOCK' });

/** A code or push was sent: its factor, the status of the push, and the available actions. */
function challengeParts(org: Org, { factorId = '', challengeId = '' }: AuthnTransaction) {
  const factor = org.factors.get(factorId);
  const challenge = org.challenges.get(challengeId);
  if (factor === undefined) throw new Error('The factor of a challenge is gone.');
  const isPush = factor.factorType === 'push';
  const href = verifyHref(org, factor);
  return {
    ...(isPush && { fields: { factorResult: challenge ? org.challenges.resultOf(challenge) : 'TIMEOUT' } }),
    embedded: { factor: presentFactor(factor) },
    links: {
      next: link(href, isPush ? 'poll' : 'verify'),
      prev: link(`${org.url}/api/v1/authn/previous`),
      resend: [link(`${href}/resend`, factor.factorType)],
    },
  };
}

const presentUser = (user: User): Wire => ({
  id: user.id,
  ...(user.passwordChanged !== undefined && { passwordChanged: user.passwordChanged }),
  profile: {
    login: user.profile.login,
    firstName: user.profile.firstName ?? null,
    lastName: user.profile.lastName ?? null,
    locale: user.profile.locale ?? 'en',
    timeZone: user.profile.timezone ?? 'America/Los_Angeles',
  },
});

/**
 * The rules returned by the Authentication API; Okta's widget fails on unknown ones, such as `dictionary`.
 * https://developer.okta.com/docs/reference/api/authn/#password-complexity-object
 */
const complexityOfAuthn = [
  'minLength',
  'minLowerCase',
  'minUpperCase',
  'minNumber',
  'minSymbol',
  'excludeUsername',
  'excludeAttributes',
];

/** The requirements for a new password, which the widget shows next to the field. */
function passwordPolicy(org: Org, user: User): Wire {
  const { complexity, age } = passwordRules(org, user);
  return {
    complexity: Object.fromEntries(
      Object.entries(complexity).filter(([rule]) => complexityOfAuthn.includes(rule)),
    ),
    age: { minAgeMinutes: age.minAgeMinutes, historyCount: age.historyCount },
  };
}
