import type { Check } from '../check.ts';
import { admins } from './admins.ts';
import { app } from './app.ts';
import { appAttributes } from './app-attributes.ts';
import { assignments } from './assignments.ts';
import { assistant } from './assistant.ts';
import { authServer } from './auth-server.ts';
import { batchClient } from './batch-client.ts';
import { browserAccess } from './browser-access.ts';
import { claims } from './claims.ts';
import { clientSecret } from './client-secret.ts';
import { clock } from './clock.ts';
import { configuration } from './configuration.ts';
import { credential } from './credential.ts';
import { dpop } from './dpop.ts';
import { drift } from './drift.ts';
import { envFile } from './env-file.ts';
import { eventHook } from './event-hook.ts';
import { fulfilment } from './fulfilment.ts';
import { grantTypes } from './grant-types.ts';
import { groups } from './groups.ts';
import { hookDelivery } from './hook-delivery.ts';
import { hosts } from './hosts.ts';
import { idps } from './idps.ts';
import { initiateLogin } from './initiate-login.ts';
import { lifetimes } from './lifetimes.ts';
import { nodeVersion } from './node-version.ts';
import { o4oScopes } from './o4o-scopes.ts';
import { org } from './org.ts';
import { par } from './par.ts';
import { people } from './people.ts';
import { policies } from './policies.ts';
import { port } from './port.ts';
import { rateLimit } from './rate-limit.ts';
import { redirectUris } from './redirect-uris.ts';
import { rights } from './rights.ts';
import { routing } from './routing.ts';
import { rules } from './rules.ts';
import { samlCertificate } from './saml-certificate.ts';
import { scopes } from './scopes.ts';
import { signInSteps } from './sign-in-steps.ts';
import { signOutUris } from './sign-out-uris.ts';
import { state } from './state.ts';
import { stepUp } from './step-up.ts';
import { store } from './store.ts';
import { terraform } from './terraform.ts';
import { theme } from './theme.ts';
import { tokenHook } from './token-hook.ts';
import { tokens } from './tokens.ts';
import { trustedOrigin } from './trusted-origin.ts';
import { versions } from './versions.ts';
import { zones } from './zones.ts';

/** All checks, in the order of the report. A check comes after those it depends on. */
export const checks: readonly Check[] = [
  nodeVersion,
  envFile,
  configuration,
  versions,
  port,
  store,
  theme,

  org,
  clock,
  credential,
  rights,
  rateLimit,
  trustedOrigin,
  browserAccess,
  zones,

  app,
  grantTypes,
  dpop,
  redirectUris,
  signOutUris,
  initiateLogin,
  appAttributes,
  groups,
  assignments,
  o4oScopes,

  authServer,
  clientSecret,
  scopes,
  par,
  claims,
  policies,
  rules,
  lifetimes,
  batchClient,
  fulfilment,

  people,
  signInSteps,
  tokens,
  admins,
  stepUp,

  eventHook,
  hookDelivery,
  tokenHook,
  assistant,
  idps,
  routing,
  samlCertificate,

  hosts,
  state,
  drift,
  terraform,
];
