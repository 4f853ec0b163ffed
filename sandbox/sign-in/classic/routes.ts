import type { Route } from '../../api/kernel/route.ts';
import { activateFactor, enrollFactor, resendActivation } from './enrollment.ts';
import { previous, resend, verifyFactor } from './factors.ts';
import { changePassword, answerResetPassword } from './passwords.ts';
import { authenticate } from './primary.ts';
import { answerRecoveryQuestion, forgotPassword, unlock, verifyRecoveryToken } from './recovery.ts';
import { cancel, introspect, skip } from './state.ts';

const method = 'POST';
const scope = null;
const at = (path: string): string => `/api/v1/authn${path}`;

/**
 * The Authentication API of the Classic engine. It asks for no credentials: the state token is what a caller holds.
 * @see https://developer.okta.com/docs/reference/api/authn/
 */
export const authnRoutes: readonly Route[] = [
  { method, path: at(''), name: 'authenticate', scope, handleAsync: authenticate },
  { method, path: at('/introspect'), name: 'introspectAuthn', scope, handle: introspect },
  { method, path: at('/cancel'), name: 'cancelAuthn', scope, handle: cancel },
  { method, path: at('/skip'), name: 'skipAuthn', scope, handle: skip },
  {
    method,
    path: at('/credentials/change_password'),
    name: 'changePasswordAuthn',
    scope,
    handleAsync: changePassword,
  },
  { method, path: at('/previous'), name: 'previousAuthn', scope, handle: previous },
  {
    method,
    path: at('/factors/:factorId/verify'),
    name: 'verifyFactorAuthn',
    scope,
    handleAsync: verifyFactor,
  },
  { method, path: at('/factors/:factorId/verify/resend'), name: 'resendFactorAuthn', scope, handle: resend },
  {
    method,
    path: at('/credentials/reset_password'),
    name: 'resetPasswordAuthn',
    scope,
    handleAsync: answerResetPassword,
  },
  { method, path: at('/recovery/password'), name: 'forgotPasswordAuthn', scope, handle: forgotPassword },
  { method, path: at('/recovery/unlock'), name: 'unlockAuthn', scope, handle: unlock },
  {
    method,
    path: at('/recovery/token'),
    name: 'verifyRecoveryTokenAuthn',
    scope,
    handle: verifyRecoveryToken,
  },
  {
    method,
    path: at('/recovery/answer'),
    name: 'answerRecoveryQuestionAuthn',
    scope,
    handleAsync: answerRecoveryQuestion,
  },
  { method, path: at('/factors'), name: 'enrollFactorAuthn', scope, handleAsync: enrollFactor },
  {
    method,
    path: at('/factors/:factorId/lifecycle/activate'),
    name: 'activateFactorAuthn',
    scope,
    handleAsync: activateFactor,
  },
  {
    method,
    path: at('/factors/:factorId/lifecycle/resend'),
    name: 'resendActivationAuthn',
    scope,
    handle: resendActivation,
  },
];
