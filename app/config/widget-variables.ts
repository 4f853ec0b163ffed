import { flag, optionalText } from './readers.ts';

const widgetSwitch = (meaning: string) => ({ meaning, default: 'false', schema: flag(false) });

const widgetText = (meaning: string, example: string) => ({ meaning, example, schema: optionalText });

/**
 * Options of the Sign-In Widget. On the Identity Engine, the org's policies control what these options do on
 * Classic.
 */
export const widgetVariables = {
  OKTA_SIW_ROUTER: widgetSwitch('Sign-In Widget, Classic engine: gives each step its own address.'),
  OKTA_SIW_PASSWORDLESS: widgetSwitch(
    'Sign-In Widget, Classic engine: asks for a factor instead of a password.',
  ),
  OKTA_SIW_REGISTRATION: widgetSwitch(
    "Sign-In Widget, Classic engine: offers sign-up. Only for orgs with Okta's registration API; the sandbox does not have it.",
  ),
  OKTA_SIW_REMEMBERME: widgetSwitch('Sign-In Widget: offers to remember the user name.'),
  OKTA_SIW_MULTIOPTIONALFACTORENROLL: widgetSwitch(
    'Sign-In Widget, Classic engine: offers additional optional factors after enrolling one.',
  ),
  OKTA_SIW_SELFSERVICEUNLOCK: widgetSwitch('Sign-In Widget, Classic engine: offers to unlock an account.'),
  OKTA_SIW_SMSRECOVERY: widgetSwitch('Sign-In Widget, Classic engine: offers password recovery by SMS.'),
  OKTA_SIW_CALLRECOVERY: widgetSwitch(
    'Sign-In Widget, Classic engine: offers password recovery by voice call.',
  ),
  OKTA_SIW_PASSWORDPLACEHOLDER: widgetText(
    'Sign-In Widget: placeholder for the password field.',
    'Your password',
  ),
  OKTA_SIW_USERNAMEPLACEHOLDER: widgetText(
    'Sign-In Widget: placeholder for the user name field.',
    'name@example.com',
  ),
  OKTA_SIW_USERNAMETOOLTIP: widgetText(
    'Sign-In Widget: hint next to the user name field.',
    'Your email address',
  ),
  OKTA_SIW_PASSWORDTOOLTIP: widgetText(
    'Sign-In Widget: hint next to the password field.',
    'The one you chose when you signed up',
  ),
};
