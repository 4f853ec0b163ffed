/** A message as the widget reads it: it shows its own text for the key when it has one. */
export interface Message {
  readonly message: string;
  readonly i18n: { readonly key: string; readonly params?: readonly string[] };
  readonly class: 'ERROR' | 'INFO';
}

const error = (key: string, message: string, params?: readonly string[]): Message => ({
  message,
  i18n: { key, ...(params && { params }) },
  class: 'ERROR',
});
const info = (key: string, message: string): Message => ({ message, i18n: { key }, class: 'INFO' });

/** What Okta says, with its keys. */
export const say = {
  refused: error('errors.E0000004', 'Authentication failed'),
  locked: error('errors.E0000119', 'Your account is locked. Please contact your administrator.'),
  wrongPassword: error('incorrectPassword', 'Password is incorrect'),
  wrongCode: error('api.authn.error.PASSCODE_INVALID', 'Invalid code. Try again.', []),
  wrongSoftToken: error(
    'authfactor.challenge.soft_token.invalid_passcode',
    "Your code doesn't match our records. Please try again.",
  ),
  wrongAnswer: error(
    'authfactor.challenge.question_factor.answer_invalid',
    "Your answer doesn't match our records. Please try again.",
  ),
  wrongAssertion: error(
    'authfactor.webauthn.error.assertion_validation_failure',
    'We were unable to verify your security key or biometric authenticator.',
  ),
  wrongAttestation: error(
    'authfactor.webauthn.error.attestation_validation_failure',
    'We were unable to set up your security key or biometric authenticator.',
  ),
  tooMany: error('tooManyRequests', 'Too many requests'),
  unassigned: error('idx.error.user.not.assigned.to.app', 'User is not assigned to this application.'),
  denied: error('security.access_denied', 'You do not have permission to perform the requested action.'),
  consentRefused: error('access_denied', 'The resource owner or authorization server denied the request.'),
  pushRejected: error('api.authn.poll.error.push_rejected', 'You have chosen to reject this login.', []),
  pushExpired: error('oktaverify.timeout', 'Your push notification has expired.'),
  expired: error(
    'idx.session.expired',
    'You have been logged out due to inactivity. Refresh or return to the sign in screen.',
  ),
  notAllowed: error('errors.E0000079', 'The operation is not allowed. Please refresh the page to proceed.'),
  missing: error('model.validation.field.blank', 'This field cannot be left blank'),
  invalidPhone: error('api.factors.error.sms.invalid_phone', 'Invalid Phone Number.'),
  noVoice: error('sandbox.voice', 'The sandbox org does not make voice calls. Choose SMS.'),
  passwordRequirements: (sentence: string) =>
    error('password.passwordRequirementsNotMet', sentence, [
      sentence.replace(/^Password requirements were not met\. /, ''),
    ]),
  notUnique: (label: string) =>
    error('registration.error.notUniqueWithinOrg', `A user with this ${label} already exists`, [label]),
  invalidEmail: (label: string) =>
    error('registration.error.invalidLoginEmail', `'${label}' must be in the form of an email address`, [
      label,
    ]),
  noRecovery: error(
    'oie.selfservice.reset.password.not.allowed',
    'Reset password is not allowed at this time. Please contact support for assistance.',
  ),
  noRegistration: error('oie.registration.is.not.enabled', 'Sign up is not enabled for this organization.'),
  registrationFailed: error(
    'registration.hook.failed',
    'There was an error creating your account. Please try registering again',
  ),
  registrationIncomplete: error('registration.hook.error', 'Registration cannot be completed at this time.'),
  registrationDenied: error('registration.hook.denied', 'Registration denied.'),
  byHook: (summary: string) => error('registration.hook.cause', summary),
  noUnlock: error(
    'oie.selfservice.user.unlock.not.allowed',
    'Self Service Unlock is not allowed at this time. Please contact support for assistance.',
  ),
  unlocked: info(
    'oie.selfservice.unlock_user.success.message',
    'You can log in using your existing username and password',
  ),
  movedToNewTab: info('idx.transferred.to.new.tab', 'Flow continued in a new tab.'),
};

/** An action that is not allowed, or has invalid input: the step is shown again with the messages. */
export class Refusal extends Error {
  readonly status: number;
  readonly form: readonly Message[];
  /** Messages of single fields, by the field's name. */
  readonly fields: Readonly<Record<string, readonly Message[]>>;

  constructor(
    status: number,
    form: readonly Message[],
    fields: Readonly<Record<string, readonly Message[]>> = {},
  ) {
    super([...form, ...Object.values(fields).flat()].map(({ message }) => message).join(' '));
    this.name = 'Refusal';
    this.status = status;
    this.form = form;
    this.fields = fields;
  }
}

export const refuse = (message: Message, status = 401): Refusal => new Refusal(status, [message]);

/** A refusal that belongs to one field. */
export const refuseField = (field: string, message: Message, status = 401): Refusal =>
  new Refusal(status, [], { [field]: [message] });
