import { logoUrl } from '../../org/apps/app-logo.ts';
import type { Factor } from '../../org/factors/factors.ts';
import type { Authenticator } from '../../org/kernel/model.ts';
import type { Enrollment } from '../enrollments.ts';
import { methodTypesOf } from '../proofs.ts';
import type { Message } from './messages.ts';
import type { Turn } from './turn.ts';
import { type Remediation, type Screen, constant, form, type Option } from './wire.ts';

/** The document that every IDX endpoint returns. */
export function presentTransaction(turn: Turn, screen: Screen, messages: readonly Message[]): object {
  const { transaction, user, app } = turn;
  const identifier = user?.profile.login ?? transaction.identifier;
  return {
    version: '1.0.0',
    stateHandle: transaction.id,
    expiresAt: transaction.expiresAt,
    intent: 'LOGIN',
    ...(screen.remediations.length > 0 && {
      remediation: { type: 'array', value: screen.remediations },
    }),
    ...(messages.length > 0 && { messages: { type: 'array', value: messages } }),
    ...(screen.currentAuthenticator && {
      currentAuthenticator: { type: 'object', value: screen.currentAuthenticator },
    }),
    ...(screen.currentAuthenticatorEnrollment && {
      currentAuthenticatorEnrollment: { type: 'object', value: screen.currentAuthenticatorEnrollment },
    }),
    ...(screen.recoveryAuthenticator && {
      recoveryAuthenticator: { type: 'object', value: screen.recoveryAuthenticator },
    }),
    ...(screen.enrollmentAuthenticator && {
      enrollmentAuthenticator: { type: 'object', value: screen.enrollmentAuthenticator },
    }),
    ...(screen.authenticators && { authenticators: { type: 'array', value: screen.authenticators } }),
    ...(screen.authenticatorEnrollments && {
      authenticatorEnrollments: { type: 'array', value: screen.authenticatorEnrollments },
    }),
    ...(identifier !== undefined && {
      user: {
        type: 'object',
        value: {
          ...(user && { id: user.id }),
          identifier,
          ...(user && {
            profile: {
              firstName: user.profile.firstName,
              lastName: user.profile.lastName,
              timeZone: user.profile.timezone ?? 'America/Los_Angeles',
              locale: user.profile.locale ?? 'en_US',
            },
          }),
        },
      },
    }),
    ...(screen.issuer !== undefined && {
      authentication: { type: 'object', value: { protocol: 'OAUTH2.0', issuer: { uri: screen.issuer } } },
    }),
    cancel: form(turn, 'cancel', 'cancel'),
    ...(app && {
      app: {
        type: 'object',
        value: {
          name: app.name,
          label: app.label,
          id: app.id,
          // Without it, the widget requests its own picture from the page's server on the consent screen.
          logo: { href: logoUrl(turn.org, app) },
        },
      },
    }),
    ...(screen.success && { successWithInteractionCode: screen.success }),
    ...(screen.leave && { success: screen.leave }),
  };
}

/** An authenticator of the org, as something to enroll or verify. */
export const presentAuthenticator = (
  authenticator: Authenticator,
  types: readonly string[] = methodTypesOf(authenticator.key),
): object => ({
  type: authenticator.type,
  key: authenticator.key,
  id: authenticator.id,
  displayName: authenticator.name,
  methods: types.map((type) => ({ type })),
});

/** What a person has enrolled. Addresses and numbers are masked: the person has not shown yet who it is. */
export function presentEnrollment({ id, authenticator, methods }: Enrollment, type?: string): object {
  const shown = methods.filter((method) => type === undefined || method.type === type);
  const factor = shown[0]?.factor;
  const profile = factor && maskedProfile(factor);
  return {
    ...(profile && { profile }),
    type: authenticator.type,
    key: authenticator.key,
    id,
    displayName: authenticator.name,
    ...(factor?.webauthn && {
      credentialId: factor.webauthn.credentialId,
      transports: factor.webauthn.transports,
    }),
    methods: shown.map((method) => ({ type: method.type })),
  };
}

function maskedProfile({ factorType, profile }: Factor): object | undefined {
  switch (factorType) {
    case 'email':
      return { email: maskEmail(String(profile.email)) };
    case 'sms':
      return { phoneNumber: maskPhone(String(profile.phoneNumber)) };
    case 'question':
      return { questionKey: profile.question, question: profile.questionText };
    case 'push':
    case 'token:software:totp':
      return typeof profile.name === 'string' ? { deviceName: profile.name } : undefined;
    case 'webauthn':
      return undefined;
  }
}

/** `ada@example.com` → `a***a@example.com`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, 1)}***${email.slice(at - 1)}`;
}

/** `+14155550123` → `+1 XXX-XXX-0123`. */
export const maskPhone = (number: string): string => `${number.slice(0, 2)} XXX-XXX-${number.slice(-4)}`;

/** The name of a method in a choice. */
export const methodLabels: Readonly<Record<string, string>> = {
  email: 'Email',
  push: 'Get a push notification',
  totp: 'Enter a code',
  sms: 'SMS',
};

/** The choice among the user's enrollments. `relatesTo` points into `authenticatorEnrollments`. */
export function selectToVerify(
  turn: Turn,
  enrollments: readonly Enrollment[],
  name = 'select-authenticator-authenticate',
): Remediation {
  const options = enrollments.map((enrollment, index): Option => {
    const { authenticator, methods } = enrollment;
    const several = enrollments.filter((other) => other.authenticator.key === authenticator.key).length > 1;
    const isChosenByDevice =
      authenticator.key === 'phone_number' || (several && authenticator.key !== 'webauthn');
    return {
      label: authenticator.name,
      value: {
        form: {
          value: [
            constant('id', authenticator.id),
            ...methodField(
              authenticator.key,
              methods.map(({ type }) => type),
            ),
            ...(isChosenByDevice ? [constant('enrollmentId', enrollment.id)] : []),
          ],
        },
      },
      relatesTo: `$.authenticatorEnrollments.value[${index}]`,
    };
  });
  return form(turn, name, 'challenge', [{ name: 'authenticator', type: 'object', options }]);
}

/** The choice among what can be enrolled. `relatesTo` points into `authenticators`. */
export function selectToEnroll(turn: Turn, authenticators: readonly Authenticator[]): Remediation {
  const options = authenticators.map((authenticator, index): Option => {
    const { key } = authenticator;
    const more =
      key === 'okta_verify'
        ? [
            {
              name: 'channel',
              type: 'string',
              required: false,
              options: [{ label: 'QRCODE', value: 'qrcode' }],
            },
          ]
        : methodField(key, methodTypesOf(key));
    return {
      label: authenticator.name,
      value: {
        form: {
          value: [
            constant('id', authenticator.id),
            ...more,
            ...(key === 'phone_number'
              ? [{ name: 'phoneNumber', label: 'Phone number', required: false }]
              : []),
          ],
        },
      },
      relatesTo: `$.authenticators.value[${index}]`,
    };
  });
  return form(turn, 'select-authenticator-enroll', 'credential/enroll', [
    { name: 'authenticator', type: 'object', options },
  ]);
}

function methodField(authenticatorKey: string, types: readonly string[]) {
  if (authenticatorKey === 'okta_verify' || authenticatorKey === 'phone_number')
    return [
      {
        name: 'methodType',
        type: 'string',
        required: false,
        options: types.map((type) => ({ label: methodLabels[type] ?? type, value: type })),
      },
    ];
  return [{ name: 'methodType', required: false, value: types[0] ?? '', mutable: false }];
}
